import Artifacts
import ByteSearch
import Syntax
import Vocabulary

struct InvalidDefaultInFrom: DockerfileRule {
  static let card = RuleCard(
    "invalid-default-in-from", .dockerfile, summary: "With the defaults of its ARGs a FROM names no image.",
    rationale: "`docker build` without arguments fails, and so do tools that read the file.", severity: .warning,
    aliases: ["InvalidDefaultArgInFrom"])

  static let examples: [Example] = [
    .flags("ARG TAG\nFROM ⟦node:${TAG}⟧\nUSER node", spec: "# Nothing"),
    .flags("ARG IMAGE\nFROM ⟦$IMAGE⟧\nUSER node", spec: "# Nothing"),
    .passes("ARG TAG=20\nFROM node:${TAG}\nUSER node", spec: "# Nothing"),
    .passes("ARG TAG\nFROM node:20${TAG}\nUSER node", spec: "# Nothing"),
    .passes("ARG TAG\nFROM node:${TAG:-20}\nUSER node", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    let undeclared = Set(file.variables.inFrom.map(\.name))
    for stage in file.stages {
      guard let base = stage.base, base.text.contains("$") else { continue }
      let references = VariableReference.find(in: Array(base.text.utf8), escape: file.tree.escape)
      guard
        !references.contains(where: {
          undeclared.contains($0.name) || BuildVariables.platformArguments.contains($0.name)
        })
      else { continue }
      guard let image = Expansion.expand(base.text, escape: file.tree.escape, { file.tree.globalArgument($0) ?? "" }),
        isInvalid(image)
      else { continue }
      let what = image.isEmpty ? "nothing" : "'\(image)'"
      report.flag(
        file.place(base), "with the defaults of its ARGs this is \(what), which is no image",
        help: "give the ARG a default")
    }
  }

  private func isInvalid(_ image: String) -> Bool {
    guard ImageReference(image) != nil, let last = image.last else { return true }
    return "/:@.-_".contains(last) || image.hasPrefix(":") || image.hasPrefix("/") || image.contains("//")
      || image.contains(":@") || image.contains("/:")
  }
}
