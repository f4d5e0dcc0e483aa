import Artifacts
import DeploymentSpec
import Diagnostics

struct UnknownWorkflowSecret: ProjectRule {
  static let card = RuleCard(
    "unknown-workflow-secret", .variables, summary: "A workflow uses a secret that the spec does not list.",
    rationale: "Nobody rotates what no document names; a misspelt secret is empty in silence.", severity: .advice,
    needsSpec: true)

  private static func workflow(_ value: String) -> [(path: String, text: String)] {
    [
      (
        ".github/workflows/deploy.yml",
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./deploy.sh\n        env:\n          \(value)\n"
      )
    ]
  }

  static let examples: [Example] = [
    .flags(workflow("JWT_SECRET: ${{ ⟦secrets.JWT_SECERT⟧ }}")),
    .flags(workflow("JWT_SECRET: ${{ ⟦secrets['JWT_SECERT⟧'] }}")),
    .passes(workflow("JWT_SECRET: ${{ secrets.JWT_SECRET }}")),
    .passes(workflow("JWT_SECRET: ${{ secrets.PROD_JWT_SECRET }}")),
    .passes(workflow("TOKEN: ${{ secrets.GITHUB_TOKEN }}")),
  ]

  func check(_ project: ProjectFacts, _ report: inout Report) {
    guard let spec = project.spec, !spec.variables.isEmpty else { return }
    for reference in project.artifacts.flatMap(\.artifact.workflowReferences)
    where reference.isSecret && reference.name != "GITHUB_TOKEN" && !isKnown(reference.name, spec) {
      let near = spec.variables.names.nearest(to: reference.name)
      report.flag(
        reference.location,
        "the secret '\(reference.name)' is not in the spec" + (near.map { "; did you mean '\($0)'?" } ?? ""),
        about: reference.name, spec: near.flatMap { spec.variables[$0]?.mentions.first })
    }
  }

  /// Under its own name, or with an environment before or behind it: `PROD_DATABASE_URL`.
  private func isKnown(_ name: String, _ spec: DeploymentSpec) -> Bool {
    if spec.variables[name] != nil { return true }
    return spec.variables.all.contains { variable in
      guard name.hasSuffix("_" + variable.name) || name.hasPrefix(variable.name + "_") else { return false }
      let rest = name.replacing(variable.name, with: "").filter { $0 != "_" }
      return spec.vocabulary.canonical(rest) != nil
    }
  }
}
