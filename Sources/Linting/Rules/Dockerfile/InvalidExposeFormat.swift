import ByteSearch

struct InvalidExposeFormat: DockerfileRule {
  static let card = RuleCard(
    "invalid-expose-format", .dockerfile, summary: "EXPOSE names an address or a port of the host.",
    rationale: "EXPOSE knows ports of the container only; BuildKit says that the form will become an error.",
    severity: .warning,
    aliases: ["ExposeInvalidFormat"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nEXPOSE ⟦127.0.0.1:80:80⟧ ⟦8080:80/tcp⟧\nUSER node", spec: "# Nothing"),
    .passes("FROM node:20-alpine\nEXPOSE 3000 53/udp ${PORT:-80}\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for word in file.instructions.filter({ $0.keyword == .expose }).flatMap(\.words) {
      guard word.text.contains(":"), !word.text.contains("$") else { continue }
      let port = word.text.split(separator: ":").last.map(String.init) ?? ""
      report.flag(
        file.place(word), "'\(word.text)' maps a port of the host, which EXPOSE cannot",
        help: "write the container's port: \(port)")
    }
  }
}
