import DeploymentSpec
import Diagnostics

struct SecretFlagsDisagree: SpecRule {
  static let card = RuleCard(
    "secret-flags-disagree", .spec, summary: "The documents disagree on whether a variable is a secret.",
    rationale: "It is treated as a secret until they agree.", severity: .error)

  static let examples: [Example] = [
    .flags([
      ("deployment-spec.md", "# Spec\n\n## 5.1 Variables\n\n| Variable | Secret |\n|---|---|\n| API_KEY | ✅ |\n"),
      (
        "env-config.md",
        "# Config\n\n## 2.1 Variables\n\n| Variable | Required | Secret |\n|---|---|---|\n| API_KEY | ✅ | ⟦❌⟧ |\n"
      ),
    ]),
    .passes([
      ("deployment-spec.md", "# Spec\n\n## 5.1 Variables\n\n| Variable | Secret |\n|---|---|\n| API_KEY | ✅ |\n"),
      (
        "env-config.md",
        "# Config\n\n## 2.1 Variables\n\n| Variable | Required | Secret |\n|---|---|---|\n| API_KEY | ✅ | Y |\n"
      ),
    ]),
  ]

  func check(_ spec: DeploymentSpec, _ project: ProjectFacts, _ report: inout Report) {
    for variable in spec.variables.all {
      guard let yes = variable.secretFlags.first(where: \.value) else { continue }
      for no in variable.secretFlags where !no.value {
        report.flag(
          no.citation.location, "'\(variable.name)' is not a secret here, but is one under '\(yes.citation.section)'",
          about: variable.name, related: [RelatedLocation(yes.citation.location, "a secret here")])
      }
    }
  }
}
