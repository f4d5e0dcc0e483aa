import ByteSearch
import DeploymentSpec
import Diagnostics

struct UnreadableCell: SpecRule {
  static let card = RuleCard(
    "unreadable-cell", .spec, summary: "A cell of the spec holds words that nothing can be compared with.",
    rationale: "What it asks for is not checked.", severity: .advice)

  static let examples: [Example] = [
    .flags(
      "# Spec\n\n## 4.3 Resource limits\n\n| Environment | CPU | Memory |\n|---|---|---|\n| Production | ⟦plenty⟧ | 2GB |\n",
      in: "deployment-spec.md"),
    .passes(
      "# Spec\n\n## 4.3 Resource limits\n\n| Environment | CPU | Memory |\n|---|---|---|\n| Production | 1.0 | - |\n",
      in: "deployment-spec.md"),
  ]

  func check(_ spec: DeploymentSpec, _ project: ProjectFacts, _ report: inout Report) {
    for table in spec.tables {
      for row in table.rows {
        for (field, cell) in row.cells.sorted(by: {
          $0.value.citation.location.range.lowerBound < $1.value.citation.location.range.lowerBound
        }) {
          guard case .unread(let text) = cell.value, !text.contains("{{"), field != .environment, field != .environments
          else { continue }
          report.flag(
            cell.citation.location,
            "'\(text)' cannot be read as \(Self.wanted(field)): it is not compared with anything")
        }
      }
    }
  }

  private static func wanted(_ field: SpecField) -> String {
    switch field {
    case .cpu: "an amount of CPU such as '0.5 vCPU'"
    case .memory: "an amount of memory such as '512MB'"
    case .size: "a size such as '0.5 vCPU, 1GB'"
    case .instances, .minimum, .maximum, .counts: "a number of instances such as '2/10'"
    case .retention, .backup, .rotation, .interval, .cooldown, .duration, .target, .restoreTest:
      "a time such as '30 days'"
    case .required, .secret, .perEnvironment, .automatic: "yes or no"
    case .condition: "a threshold such as '> 80% (5 min)'"
    case .store: "a store for secrets"
    case .amount: "an amount of money"
    case .rate: "a number or a percentage"
    case .zones: "a number of zones"
    default: "what its column asks for"
    }
  }
}
