import DeploymentSpec
import Diagnostics

struct DuplicateSpecVariable: SpecRule {
  static let card = RuleCard(
    "duplicate-spec-variable", .spec, summary: "One table lists a variable twice.",
    rationale: "The rows may say different things; the first one counts.", severity: .warning)

  static let examples: [Example] = [
    .flags(
      "# Spec\n\n## 5.1 Variables\n\n| Variable | Secret |\n|---|---|\n| PORT | ❌ |\n| ⟦`PORT`⟧ | ✅ |\n",
      in: "deployment-spec.md"),
    .passes(
      "# Spec\n\n## 5.1 Variables\n\n| Variable | Secret |\n|---|---|\n| PORT | ❌ |\n| HOST | ❌ |\n",
      in: "deployment-spec.md"),
  ]

  func check(_ spec: DeploymentSpec, _ project: ProjectFacts, _ report: inout Report) {
    for (name, first, second) in spec.variables.duplicates {
      report.flag(
        second.location, "'\(name)' stands in this table twice", about: name,
        related: [RelatedLocation(first.location, "the first")]
      )
    }
  }
}
