import DeploymentSpec
import Diagnostics

struct SharedVariableDiffers: ProjectRule {
  static let card = RuleCard(
    "shared-variable-differs", .variables,
    summary: "A variable that the spec says is the same everywhere differs between environments.",
    rationale: "What was tested is not what runs, or the spec's flag is out of date.", severity: .warning,
    needsSpec: true)

  static let examples: [Example] = [
    .flags([(".env.development", "PORT=3000"), (".env.staging", "PORT=3000"), (".env.production", "PORT=⟦8080⟧")]),
    .passes([(".env.staging", "PORT=3000"), (".env.production", "PORT=3000")]),
    .passes([(".env.staging", "API_HOST=staging.parcel.test"), (".env.production", "API_HOST=parcel.test")]),
    .passes([(".env.staging", "PORT=3000"), (".env.production", "PORT=${PORT}")]),
  ]

  /// The value that fewest environments have is the odd one out; between two, the later environment's. Where the spec
  /// gives the value of each environment itself, that is for `value-differs-from-spec` to compare.
  func check(_ project: ProjectFacts, _ report: inout Report) {
    let values = EnvironmentValues(project)
    for variable in project.spec?.variables.all ?? [] {
      guard let flag = variable.perEnvironment, !flag.value, Set(variable.values.values.map(\.value)).count < 2 else {
        continue
      }
      let found = values[variable.name]
      let counts = found.reduce(into: [String: Int]()) { $0[$1.value, default: 0] += 1 }
      guard counts.count >= 2, let first = found.first else { continue }
      let usual = found.reduce(first) { (counts[$1.value] ?? 0) > (counts[$0.value] ?? 0) ? $1 : $0 }
      for entry in found where entry.value != usual.value {
        let shown = entry.subject.isSensitive ? "has another value" : "is '\(entry.value)'"
        let other = entry.subject.isSensitive ? "" : " and '\(usual.value)'"
        report.flag(
          entry.subject.binding.valueLocation,
          "'\(variable.name)' \(shown) in \(entry.environment)\(other) in \(usual.environment), the spec says that it is the same everywhere",
          about: variable.name, environment: entry.environment, spec: flag.citation,
          related: [RelatedLocation(usual.subject.binding.valueLocation, "in \(usual.environment)")])
      }
    }
  }
}
