import Artifacts
import ByteSearch
import DeploymentSpec
import Diagnostics

struct MissingVariable: ProjectRule {
  static let card = RuleCard(
    "missing-variable", .variables, summary: "A variable that the spec requires does not reach the application.",
    rationale: "The application fails at its start, or later and in a stranger way.", severity: .error, needsSpec: true)

  private static let spec = """
    # Configuration

    ## 1.1 Environments

    | Environment | Purpose |
    |---|---|
    | Staging | acceptance |
    | Production | service |

    ## 2.1 Variables

    | Variable | Required |
    |---|---|
    | DATABASE_URL | ✅ |
    | CACHE_URL | ❌ |
    | DB_HOST | ⚪ |

    > ⚪ = not needed where `DATABASE_URL` is set
    """

  static let examples: [Example] = [
    .flags("⟦CACHE_URL=redis://cache⟧\nDB_HOST=db", in: ".env.production", spec: spec),
    .flags(
      "services:\n  ⟦api⟧:\n    build: .\n    environment: {DB_HOST: db}", in: "compose.production.yaml", spec: spec),
    .passes("DATABASE_URL=${DATABASE_URL}", in: ".env.production", spec: spec),
    .passes(
      [
        (
          "compose.production.yaml",
          "services:\n  api:\n    build: .\n    env_file: .env.production\n    environment: {DB_HOST: db}"
        ),
        (".env.production", "DATABASE_URL="),
      ], spec: spec),
    .passes("services:\n  api:\n    build: .\n    env_file: elsewhere.env", in: "compose.production.yaml", spec: spec),
    .passes(
      "services:\n  api:\n    build: .\n    environment: {DATABASE_URL_FILE: /run/secrets/url}",
      in: "compose.production.yaml",
      spec: spec),
    .passes("services:\n  api:\n    build: .\n    secrets: [database-url]", in: "compose.production.yaml", spec: spec),
    .passes("CACHE_URL=", in: ".env.test", spec: spec),
    .passes("CACHE_URL=", in: ".env.example", spec: spec),
  ]

  func check(_ project: ProjectFacts, _ report: inout Report) {
    guard let spec = project.spec else { return }
    for delivery in project.deliveries where delivery.isComplete && concerns(delivery, spec) {
      for variable in spec.variables.all {
        guard let requirement = variable.effectiveRequirement, !delivery.names.contains(variable.name),
          let reason = Self.reason(requirement.value, delivery.names)
        else { continue }
        report.flag(
          delivery.location, "\(delivery.title) lacks '\(variable.name)', which the spec requires\(reason)",
          about: variable.name, environment: delivery.environment, spec: requirement.citation)
      }
    }
  }

  /// Environments that the spec does not know, such as one for tests, are none of its business.
  private func concerns(_ delivery: Delivery, _ spec: DeploymentSpec) -> Bool {
    delivery.environment.map { spec.environmentNames.contains($0) } ?? true
  }

  /// How the message goes on; `nil` if the variable may be missing.
  private static func reason(_ requirement: Requirement, _ names: Set<String>) -> String? {
    switch requirement {
    case .required: return ""
    case .optional, .conditional(nil): return nil
    case .conditional(let legend?):
      switch legend.condition {
      case .requiredUnless(let others):
        return others.contains(where: names.contains) ? nil : " where \(others.joined(separator: " or ")) is not set"
      case .requiredIf(let others):
        return others.contains(where: names.contains) ? " where \(others.joined(separator: " or ")) is set" : nil
      case .unclear: return nil
      }
    }
  }
}
