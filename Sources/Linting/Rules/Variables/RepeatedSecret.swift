import DeploymentSpec
import Diagnostics

struct RepeatedSecret: ProjectRule {
  static let card = RuleCard(
    "repeated-secret", .variables, summary: "Production has the same secret as another environment.",
    rationale: "Whoever may read it there can use it in production.", severity: .error, needsSpec: true)

  static let examples: [Example] = [
    .flags([
      (".env.staging", "JWT_SECRET=x7Kd92LmQp4RtYv8WsZa31Bn"),
      (".env.production", "JWT_SECRET=⟦x7Kd92LmQp4RtYv8WsZa31Bn⟧"),
    ]).state(.ignored),
    .passes([
      (".env.staging", "JWT_SECRET=x7Kd92LmQp4RtYv8WsZa31Bn"),
      (".env.production", "JWT_SECRET=Q1w95TyUi8OpAs2DfGh6JkLz"),
    ]),
    .passes([(".env.staging", "PORT=3000"), (".env.production", "PORT=3000")]),
    .passes([(".env.staging", "JWT_SECRET=${JWT_SECRET}"), (".env.production", "JWT_SECRET=${JWT_SECRET}")]),
  ]

  func check(_ project: ProjectFacts, _ report: inout Report) {
    let values = EnvironmentValues(project)
    for variable in project.spec?.variables.all ?? [] where variable.isSecret {
      let found = values[variable.name]
      let others = Dictionary(
        found.filter { $0.environment != "production" }.map { ($0.value, $0) }, uniquingKeysWith: { a, _ in a })
      for entry in found where entry.environment == "production" {
        guard let other = others[entry.value] else { continue }
        report.flag(
          entry.subject.binding.valueLocation, "the secret '\(variable.name)' is the same in \(other.environment)",
          about: variable.name, environment: entry.environment, spec: variable.secret?.citation,
          related: [RelatedLocation(other.subject.binding.valueLocation, "in \(other.environment)")])
      }
    }
  }
}
