import DeploymentSpec

struct UnreadTable: SpecRule {
  static let card = RuleCard(
    "unread-table", .spec, summary: "A table below a heading that speclint knows has none of the columns it looks for.",
    rationale: "Nothing is compared with what the table says, and nobody notices.", severity: .warning)

  static let examples: [Example] = [
    .flags(
      "# Spec\n\n## 4.3 Resource limits\n\n| ⟦Where | Cores | RAM⟧ |\n|---|---|---|\n| Production | 1.0 | 2GB |\n",
      in: "deployment-spec.md"),
    .flags("# 명세\n\n## 4.3 리소스 제한\n\n| ⟦어디 | 얼마⟧ |\n|---|---|\n| 운영 | 2GB |\n", in: "deployment-spec.md"),
    .passes(
      "# Spec\n\n## 4.3 Resource limits\n\n| Environment | CPU | Memory |\n|---|---|---|\n| Production | 1.0 | 2GB |\n",
      in: "deployment-spec.md"),
    .passes("# Spec\n\n## Glossary\n\n| Word | Meaning |\n|---|---|\n| RPS | requests |\n", in: "deployment-spec.md"),
    .passes(
      "# Spec\n\n## Who to ask about logs and how to read them\n\n| Team | Room |\n|---|---|\n| A | 4 |\n",
      in: "deployment-spec.md"),
    .passes(
      "# Spec\n\n## 4.3 Resource limits\n\n| Environment | CPU | Memory |\n|---|---|---|\n| Production | 1.0 | 2GB |\n\n| Word | Said by |\n|---|---|\n| vCPU | AWS |\n",
      in: "deployment-spec.md"),
  ]

  func check(_ spec: DeploymentSpec, _ project: ProjectFacts, _ report: inout Report) {
    for table in spec.unknownTables {
      guard let expected = table.expected else { continue }
      var columns = expected.columns
      if !expected.oneOf.isEmpty { columns.append("one of " + expected.oneOf.joined(separator: ", ")) }
      if expected.needsEnvironments { columns.append("a column for each environment") }
      report.flag(
        table.header,
        "this table is not understood: under '\(table.section)' the columns are \(columns.joined(separator: ", "))",
        help: "name its columns so, or its heading otherwise; `speclint spec show` prints what is understood")
    }
  }
}
