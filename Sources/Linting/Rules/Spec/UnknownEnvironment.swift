import ByteSearch
import DeploymentSpec
import Diagnostics

struct UnknownEnvironment: SpecRule {
  static let card = RuleCard(
    "unknown-environment", .spec, summary: "A table names an environment that the documents' own list does not have.",
    rationale: "Its row is compared with nothing, or an environment is missing from the list.", severity: .warning)

  private static let list =
    "# Spec\n\n## 1.2 Environments\n\n| Environment | Purpose |\n|---|---|\n| Production | service |\n\n"

  static let examples: [Example] = [
    .flags(
      list + "## 4.3 Resource limits\n\n| Environment | CPU |\n|---|---|\n| ⟦Zanzibar⟧ | 1 |\n",
      in: "deployment-spec.md"),
    .flags(
      list + "## 4.3 Resource limits\n\n| Environment | CPU |\n|---|---|\n| ⟦Staging⟧ | 1 |\n", in: "deployment-spec.md"
    ),
    .passes(
      list + "## 4.3 Resource limits\n\n| Environment | CPU |\n|---|---|\n| Prod | 1 |\n", in: "deployment-spec.md"),
  ]

  func check(_ spec: DeploymentSpec, _ project: ProjectFacts, _ report: inout Report) {
    let listed = Set(
      spec.tables(.environments).flatMap(\.rows).flatMap { row -> [String] in
        if case .environments(let names, _)? = row[.environment]?.value { names } else { [] }
      })
    guard !listed.isEmpty else { return }
    for table in spec.tables where table.kind != .environments {
      for cell in table.rows.flatMap({ [$0[.environment], $0[.environments]] }).compactMap({ $0 }) {
        switch cell.value {
        case .environments(let names, _):
          for name in names where !listed.contains(name) {
            report.flag(
              cell.citation.location,
              "'\(cell.text)' names the environment '\(name)', which the list of environments lacks")
          }
        case .unread(let text) where !text.contains("{{"):
          report.flag(
            cell.citation.location, "'\(text)' is not an environment that the documents list",
            help: "a name of a team's own goes into the list of environments or into `environments:` of .speclint.yaml")
        default: break
        }
      }
    }
  }
}
