import DeploymentSpec
import Diagnostics

struct SameInEveryEnvironment: ProjectRule {
  static let card = RuleCard(
    "same-in-every-environment", .variables, summary: "A variable that the spec says differs by environment has one value everywhere.",
    rationale: "One environment uses another's database, host or key, or the spec's flag is out of date.", severity: .warning,
    needsSpec: true)

  static let examples: [Example] = [
    .flags([(".env.staging", "API_HOST=⟦api.parcel.test⟧"), (".env.production", "API_HOST=⟦api.parcel.test⟧")]),
    .passes([(".env.staging", "API_HOST=staging.parcel.test"), (".env.production", "API_HOST=parcel.test")]),
    .passes([(".env.staging", "API_HOST=${HOST}"), (".env.production", "API_HOST=${HOST}")]),
    .passes([(".env.staging", "PORT=3000"), (".env.production", "PORT=3000")]),
    .passes([(".env.production", "API_HOST=parcel.test")]),
  ]

  func check(_ project: ProjectFacts, _ report: inout Report) {
    let values = EnvironmentValues(project)
    for variable in project.spec?.variables.all ?? [] {
      guard let flag = variable.perEnvironment, flag.value else { continue }
      let found = values[variable.name].filter { $0.environment != "local" }
      guard Set(found.map(\.environment)).count >= 2, Set(found.map(\.value)).count == 1 else { continue }
      let names = found.map(\.environment).unique.joined(separator: " and ")
      for entry in found {
        report.flag(
          entry.subject.binding.valueLocation, "'\(variable.name)' is the same in \(names), the spec says that it differs by environment",
          environment: entry.environment, spec: flag.citation,
          related: found.filter { $0.subject.binding.location != entry.subject.binding.location }.map {
            RelatedLocation($0.subject.binding.valueLocation, "in \($0.environment)")
          })
      }
    }
  }
}
