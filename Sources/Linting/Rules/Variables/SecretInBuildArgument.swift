import Artifacts
import DeploymentSpec
import Diagnostics

struct SecretInBuildArgument: VariableRule {
  static let card = RuleCard(
    "secret-in-build-argument", .variables, summary: "A secret of the spec goes into the image by ARG or ENV.",
    rationale:
      "Build arguments stay in the image's history and ENV in its configuration: `docker history` and `docker inspect` show them.",
    severity: .error, aliases: ["DL3064", "SecretsUsedInArgOrEnv", "DS-0031"], needsSpec: true)

  static let holdsInEveryContainer = true

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nARG ⟦JWT_SECRET⟧\nUSER node"),
    .flags("FROM node:20-alpine\nARG TOKEN\nENV ⟦JWT_SECRET⟧=$TOKEN\nUSER node"),
    .flags(
      "on: push\njobs:\n  image:\n    steps:\n    - run: docker build --build-arg ⟦JWT_SECRET=${{ secrets.JWT_SECRET }}⟧ --build-arg PORT=80 .",
      in: ".github/workflows/image.yml"),
    .flags(
      "on: push\njobs:\n  image:\n    steps:\n    - uses: docker/build-push-action@v6\n      with:\n        build-args: ⟦JWT_SECRET=${{ secrets.JWT_SECRET }}⟧\n",
      in: ".github/workflows/image.yml"),
    .passes("FROM node:20-alpine\nARG PORT\nENV PORT=$PORT\nUSER node"),
    .passes("FROM node:20-alpine\nRUN --mount=type=secret,id=jwt true\nUSER node"),
  ]

  func check(_ subject: VariableSubject, _ report: inout Report) {
    guard let secret = subject.variable?.secret, secret.value else { return }
    switch (subject.binding.origin, subject.binding.value) {
    case (.buildArgument, .inherited), (.buildArgument, .empty), (.buildArgument, .reference):
      report.flag(
        subject.binding.name.location, "the spec flags '\(subject.name)' secret, but it is a build argument",
        help: "give it to the one RUN that needs it with --mount=type=secret", spec: secret.citation)
    case (.image, .reference(let reference)) where reference.fallback == nil:
      report.flag(
        subject.binding.name.location, "the spec flags '\(subject.name)' secret, but ENV bakes it into the image",
        help: "set it when the container starts", spec: secret.citation)
    default: break
    }
  }
}
