import Artifacts
import DeploymentSpec
import Diagnostics
import Vocabulary

struct SecretInSeveralStores: ProjectRule {
  static let card = RuleCard(
    "secret-in-several-stores", .variables, summary: "A secret is taken from two stores in one environment.",
    rationale: "Rotated in one of them, it is old in the other.", severity: .warning, needsSpec: true)

  static let examples: [Example] = [
    .flags([
      (".env.production", "JWT_SECRET=⟦ssm:/parcel/jwt⟧\n"),
      (
        "compose.production.yaml",
        "services:\n  api:\n    build: .\n    environment:\n      JWT_SECRET: secretsmanager:parcel/jwt\n"
      ),
    ]),
    .passes([
      (".env.production", "JWT_SECRET=ssm:/parcel/jwt\n"), (".env.staging", "JWT_SECRET=secretsmanager:parcel/jwt\n"),
    ]),
  ]

  func check(_ project: ProjectFacts, _ report: inout Report) {
    struct Key: Hashable {
      let name: String
      let environment: String?
    }
    var first: [Key: (store: SecretStore, subject: VariableSubject)] = [:]
    // What fills a Kubernetes Secret is unknown; a workflow hands on what it is given.
    for subject in project.variables + project.otherVariables where subject.isSecret && !subject.isInWorkflow {
      guard case .reference(let reference) = subject.binding.value, let store = reference.store,
        store != .kubernetesSecret
      else { continue }
      let key = Key(name: subject.name, environment: subject.environment)
      guard let known = first[key] else {
        first[key] = (store, subject)
        continue
      }
      guard known.store != store else { continue }
      report.flag(
        subject.binding.valueLocation, "'\(subject.name)' comes from \(store) here, from \(known.store) elsewhere",
        about: subject.name, environment: subject.environment,
        spec: subject.variable?.store(in: subject.environment)?.citation,
        related: [RelatedLocation(known.subject.binding.valueLocation, "from \(known.store)")])
    }
  }
}
