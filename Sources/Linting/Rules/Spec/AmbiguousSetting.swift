import DeploymentSpec
import Diagnostics

struct AmbiguousSetting: SpecRule {
  static let card = RuleCard(
    "ambiguous-setting", .spec, summary: "Two tables of one kind give a setting different values.",
    rationale: "Which of them an artifact is to follow cannot be told, so it is compared with neither.",
    severity: .warning)

  private static func settings(_ first: String, _ second: String) -> String {
    """
    # Spec

    ## 4.1 Container settings of vote

    | Setting | Value |
    |---|---|
    | Port | \(first) |

    ## 4.2 Container settings of result

    | Setting | Value |
    |---|---|
    | Port | \(second) |

    """
  }

  private static func sizes(_ first: String, _ second: String) -> String {
    let header = "| Environment | CPU | Memory |\n|---|---|---|\n"
    return "# Spec\n\n## Resource limits: vote\n\n\(header)| Production | 0.5 | \(first) |\n\n"
      + "## Resource limits: result\n\n\(header)| Production | 0.5 | \(second) |\n"
  }

  static let examples: [Example] = [
    .flags(settings("80", "⟦8080⟧"), in: "deployment-spec.md"),
    .flags(sizes("1GB", "⟦2GB⟧"), in: "deployment-spec.md"),
    .passes(settings("8080", "8080"), in: "deployment-spec.md"),
    .passes(sizes("1GB", "1024MB"), in: "deployment-spec.md"),
  ]

  func check(_ spec: DeploymentSpec, _ project: ProjectFacts, _ report: inout Report) {
    for ambiguity in spec.container.ambiguities + spec.sizes.ambiguities {
      let (first, second) = (ambiguity.places[0], ambiguity.places[1])
      report.flag(
        second.location,
        "\(ambiguity.setting) is '\(second.location.text)' here and '\(first.location.text)' under '\(first.section)': neither is compared with anything",
        help: "one table of a kind, or documents of its own for each service",
        related: [RelatedLocation(first.location, "the other value")])
    }
  }
}
