import Artifacts
import DeploymentSpec
import Diagnostics

struct SecretThroughVars: ProjectRule {
  static let card = RuleCard(
    "secret-through-vars", .variables,
    summary: "A workflow takes a secret from the variables that GitHub does not hide.",
    rationale: "What stands under `vars` is shown in settings and logs to whoever may read the repository.",
    severity: .error, needsSpec: true)

  private static func workflow(_ value: String) -> [(path: String, text: String)] {
    [
      (
        ".github/workflows/deploy.yml",
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    env:\n      \(value)\n    steps:\n      - run: ./deploy.sh\n"
      )
    ]
  }

  static let examples: [Example] = [
    .flags(workflow("JWT_SECRET: ${{ ⟦vars.JWT_SECRET⟧ }}")),
    .flags(workflow("JWT_SECRET: ${{ ⟦vars.SIGNING⟧ }}")),
    .passes(workflow("JWT_SECRET: ${{ secrets.JWT_SECRET }}")),
    .passes(workflow("API_HOST: ${{ vars.API_HOST }}")),
  ]

  func check(_ project: ProjectFacts, _ report: inout Report) {
    guard let variables = project.spec?.variables else { return }
    for reference in project.artifacts.flatMap(\.artifact.workflowReferences) where !reference.isSecret {
      let candidates = [reference.target, reference.name].compactMap { $0.flatMap { variables[$0] } }
      guard let secret = candidates.first(where: \.isSecret) else { continue }
      report.flag(
        reference.location, "the spec flags '\(secret.name)' secret, and this takes it from `vars`",
        about: secret.name, help: "keep it under `secrets`, and replace the value that was shown",
        spec: secret.secret?.citation)
    }
  }
}
