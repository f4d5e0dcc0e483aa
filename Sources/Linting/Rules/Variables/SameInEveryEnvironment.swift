import DeploymentSpec
import Diagnostics

struct SameInEveryEnvironment: ProjectRule {
  static let card = RuleCard(
    "same-in-every-environment", .variables,
    summary: "A variable that the spec says differs by environment has one value everywhere.",
    rationale: "One environment uses another's database, host or key, or the spec's flag is out of date.",
    severity: .warning,
    needsSpec: true)

  static let examples: [Example] = [
    .flags([(".env.staging", "API_HOST=api.parcel.test"), (".env.production", "API_HOST=⟦api.parcel.test⟧")]),
    .passes([(".env.staging", "API_HOST=staging.parcel.test"), (".env.production", "API_HOST=parcel.test")]),
    .passes([(".env.staging", "API_HOST=${HOST}"), (".env.production", "API_HOST=${HOST}")]),
    .passes([(".env.staging", "PORT=3000"), (".env.production", "PORT=3000")]),
    .passes([(".env.production", "API_HOST=parcel.test")]),
  ]

  func check(_ project: ProjectFacts, _ report: inout Report) {
    let values = EnvironmentValues(project)
    for variable in project.spec?.variables.all ?? [] {
      guard let flag = variable.perEnvironment, flag.value else { continue }
      for found in Self.byFormat(values[variable.name]) { self.flag(found, variable, flag, &report) }
    }
  }

  /// Dotenv files are compared with dotenv files, tasks with tasks: each is a whole of its own. A developer's own machine
  /// may have what it likes.
  private static func byFormat(_ entries: [EnvironmentValues.Entry]) -> [[EnvironmentValues.Entry]] {
    let groups = Dictionary(grouping: entries.filter { $0.environment != "local" }) { $0.subject.format }
    return groups.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Of the other places.
  private static let shownPlaces = 16

  private func flag(
    _ found: [EnvironmentValues.Entry], _ variable: SpecVariable, _ flag: Cited<Bool>, _ report: inout Report
  ) {
    guard Set(found.map(\.environment)).count >= 2, Set(found.map(\.value)).count == 1 else { return }
    let names = found.map(\.environment).unique.joined(separator: " and ")
    for entry in found {
      report.flag(
        entry.subject.binding.valueLocation,
        "'\(variable.name)' is the same in \(names), the spec says that it differs by environment",
        about: variable.name, environment: entry.environment, spec: flag.citation,
        related: found.lazy.filter { $0.subject.binding.location != entry.subject.binding.location }
          .prefix(Self.shownPlaces).map { RelatedLocation($0.subject.binding.valueLocation, "in \($0.environment)") })
    }
  }
}
