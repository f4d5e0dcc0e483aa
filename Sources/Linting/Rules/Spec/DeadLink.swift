import ByteSearch
import DeploymentSpec
import Diagnostics
import Syntax
import Workspace

struct DeadLink: SpecRule {
  static let card = RuleCard(
    "dead-link", .spec, summary: "A document links to a file that does not exist.",
    rationale: "What the reader is sent to cannot be read, and is not checked.", severity: .advice)

  static let examples: [Example] = [
    .flags("# Spec\n\nSee [security](⟦./security-spec.md⟧).\n", in: "deployment-spec.md"),
    .passes([
      ("deployment-spec.md", "# Spec\n\nSee [variables](./env-config.md#secrets).\n"),
      ("env-config.md", "# Configuration\n"),
    ]),
    .passes("# Spec\n\nSee [the guide](https://parcel.test/guide) or [below](#end).\n", in: "deployment-spec.md"),
  ]

  func check(_ spec: DeploymentSpec, _ project: ProjectFacts, _ report: inout Report) {
    for document in spec.documents {
      guard let path = project.pathOf(document.source) else { continue }
      for link in document.markdown.links {
        let target = String(link.target.prefix { $0 != "#" && $0 != "?" })
        guard !target.isEmpty, !target.contains(":"), !target.hasPrefix("/"), !target.contains("{{") else { continue }
        guard !project.exists(PathText.join(PathText.parent(path), target)) else { continue }
        report.flag(Location(document.source, link.targetRange), "'\(target)' does not exist")
      }
    }
  }
}
