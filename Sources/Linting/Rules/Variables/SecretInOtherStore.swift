import Artifacts
import DeploymentSpec
import Diagnostics

struct SecretInOtherStore: VariableRule {
  static let card = RuleCard(
    "secret-in-other-store", .variables, summary: "A secret comes from another store than the spec names.",
    rationale: "Rotation, access and audit are set up in the spec's store; a second copy elsewhere goes stale.",
    severity: .error,
    needsSpec: true)

  static let examples: [Example] = [
    .flags(
      #"{"family": "api", "containerDefinitions": [{"name": "api", "secrets": [{"name": "DATABASE_URL", "valueFrom": "⟦arn:aws:ssm:eu-west-1:123456789012:parameter/db⟧"}]}]}"#,
      in: "ecs/task.json"),
    .flags("DATABASE_URL=⟦{{resolve:ssm-secure:db}}⟧", in: ".env.production"),
    .passes(
      #"{"family": "api", "containerDefinitions": [{"name": "api", "secrets": [{"name": "JWT_SECRET", "valueFrom": "/prod/jwt"}]}]}"#,
      in: "ecs/task.json"),
    .passes("DATABASE_URL=${DATABASE_URL}", in: ".env.production"),
  ]

  /// The store behind a Kubernetes Secret is unknown, hence never wrong.
  func check(_ subject: VariableSubject, _ report: inout Report) {
    guard subject.isSecret, case .reference(let reference) = subject.binding.value, let store = reference.store,
      store != .kubernetesSecret, let expected = subject.variable?.store(in: subject.environment),
      expected.value != store
    else { return }
    report.flag(
      subject.binding.valueLocation, "'\(subject.name)' comes from \(store), the spec keeps it in \(expected.value)",
      environment: subject.environment, spec: expected.citation)
  }
}
