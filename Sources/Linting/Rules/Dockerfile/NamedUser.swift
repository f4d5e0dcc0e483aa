import ByteSearch

struct NamedUser: DockerfileRule {
  static let card = RuleCard(
    "named-user", .dockerfile, summary: "USER names the user instead of numbering it.",
    rationale:
      "Kubernetes' runAsNonRoot cannot tell whether a name is root, and refuses to start. Where the spec gives a name, the name is right; only the USER that counts in the end is looked at.",
    severity: .advice, aliases: ["DL3066"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER ⟦node⟧", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nUSER 1000:1000", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nUSER $APP_UID", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nUSER node"),
    .passes("FROM node:20-alpine\nUSER root\nUSER 1000", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nUSER root", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nUSER root:root", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    guard file.spec?.container.user == nil, let stage = file.tree.finalStage,
      let user = file.tree.lineage(of: stage).reversed().lazy.compactMap({ $0.last(.user) }).first
    else { return }
    let name = user.arguments.text.split(separator: ":").first.map(String.init) ?? ""
    guard !name.isEmpty, !name.contains("$"), !name.utf8.allSatisfy(\.isDigit), name != "root" else { return }
    report.flag(
      file.place(user.arguments), "USER is the name '\(name)', and Kubernetes' runAsNonRoot can check only numbers",
      help: "write the user's number, such as 1000")
  }
}
