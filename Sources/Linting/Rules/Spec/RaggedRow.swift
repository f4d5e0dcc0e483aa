import DeploymentSpec
import Diagnostics
import Syntax

struct RaggedRow: SpecRule {
  static let card = RuleCard(
    "ragged-row", .spec, summary: "A row of a table has more or fewer cells than its header.",
    rationale: "Cells slip under the wrong heading, or are lost.", severity: .warning)

  static let examples: [Example] = [
    .flags("# Spec\n\n## 5.1 Variables\n\n| Variable | Secret |\n|---|---|\n⟦| PORT |⟧\n", in: "deployment-spec.md"),
    .passes("# Spec\n\n## 5.1 Variables\n\n| Variable | Secret |\n|---|---|\n| PORT | ❌ |\n", in: "deployment-spec.md"),
  ]

  func check(_ spec: DeploymentSpec, _ project: ProjectFacts, _ report: inout Report) {
    for document in spec.documents {
      for case .table(let table) in document.markdown.blocks {
        for row in table.rows where row.cells.count != table.header.count {
          report.flag(
            Location(document.source, row.range),
            "this row has \(row.cells.count) cells, the header \(table.header.count)",
            help: "a pipe inside a cell is written \\|")
        }
      }
    }
  }
}
