import Artifacts
import DeploymentSpec
import Diagnostics

struct NonSecretInSecretStore: VariableRule {
  static let card = RuleCard(
    "non-secret-in-secret-store", .variables,
    summary: "A variable that the spec flags as not secret is kept in a store for secrets.",
    rationale: "It costs money and rights to read, and hides a setting that everybody may see.", severity: .advice,
    needsSpec: true)

  static let examples: [Example] = [
    .flags(
      #"{"family": "api", "containerDefinitions": [{"name": "api", "secrets": [{"name": "LOG_LEVEL", "valueFrom": "⟦arn:aws:secretsmanager:eu-west-1:123456789012:secret:log-AbCdEf⟧"}]}]}"#,
      in: "ecs/task.json"),
    .passes(
      #"{"family": "api", "containerDefinitions": [{"name": "api", "secrets": [{"name": "LOG_LEVEL", "valueFrom": "/prod/log-level"}]}]}"#,
      in: "ecs/task.json"),
    .passes("LOG_LEVEL=info", in: ".env.production"),
  ]

  func check(_ subject: VariableSubject, _ report: inout Report) {
    guard let secret = subject.variable?.secret, !secret.value, case .reference(let reference) = subject.binding.value,
      let store = reference.store, store == .secretsManager || store == .kubernetesSecret || store == .github
    else { return }
    report.flag(
      subject.binding.valueLocation, "the spec flags '\(subject.name)' as not secret, but it comes from \(store)",
      help: "set it as a plain value", environment: subject.environment, spec: secret.citation)
  }
}
