import DeploymentSpec
import Diagnostics
import Workspace

struct TemplateOutOfStep: ProjectRule {
  static let card = RuleCard(
    "template-out-of-step", .variables, summary: "A template for dotenv files lacks variables that the spec requires.",
    rationale: "Whoever copies it starts without them.", severity: .warning, needsSpec: true)

  private static let spec = """
    # Configuration

    ## 2.1 Variables

    | Variable | Required |
    |---|---|
    | API_HOST | ✅ |
    | QUEUE_URL | ✅ |
    | PORT | ❌ |
    """

  static let examples: [Example] = [
    .flags("⟦PORT=3000⟧\n", in: ".env.example", spec: spec),
    .passes("PORT=3000\nAPI_HOST=\n# QUEUE_URL=\n", in: ".env.example", spec: spec),
    .passes("PORT=3000\n", in: ".env.staging", spec: spec),
  ]

  private static func isRequired(_ variable: SpecVariable) -> Bool {
    if case .required = variable.effectiveRequirement?.value { return variable.isDescribed }
    return false
  }

  /// A line that is commented out counts: it shows that the variable exists.
  func check(_ project: ProjectFacts, _ report: inout Report) {
    guard let spec = project.spec else { return }
    for bound in project.artifacts where FileKind.isTemplate(bound.file.path) {
      guard case .dotenv(let tree) = bound.artifact.content,
        PathText.name(bound.file.path).lowercased().hasPrefix(".env")
      else { continue }
      let shown = tree.comments.map { tree.source.text($0) }
      let names = Set(tree.entries.map(\.key))
      let missing = spec.variables.all.filter { variable in
        Self.isRequired(variable) && !names.contains(variable.name)
          && !shown.contains { $0.drop { "# \t".contains($0) }.hasPrefix(variable.name + "=") }
      }
      guard let first = missing.first else { continue }
      let list = missing.prefix(6).map(\.name).joined(separator: ", ") + (missing.count > 6 ? ", …" : "")
      report.flag(
        tree.entries.first.map { Location(tree.source, $0.range) } ?? tree.source.firstLine,
        "\(PathText.name(bound.file.path)) lacks \(list)",
        about: missing.map(\.name).joined(separator: ","), help: "`speclint env example` writes one from the spec",
        spec: first.mentions.first)
    }
  }
}
