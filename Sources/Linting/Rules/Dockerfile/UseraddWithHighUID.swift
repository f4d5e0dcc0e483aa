import Artifacts
import ByteSearch
import Diagnostics

struct UseraddWithHighUID: DockerfileRule {
  static let card = RuleCard(
    "useradd-with-high-uid", .dockerfile, summary: "useradd makes a user with a high id without --no-log-init.",
    rationale:
      "Without --no-log-init lastlog and faillog become sparse files of gigabytes, which a layer stores in full.",
    severity: .warning, aliases: ["DL3046"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN ⟦useradd⟧ -u 123456 app\nUSER app"),
    .passes("FROM node:20\nRUN useradd -l -u 123456 app\nUSER app"),
    .passes("FROM node:20\nRUN useradd --no-log-init --uid 123456 app\nUSER app"),
    .passes("FROM node:20\nRUN useradd -u 1001 app && useradd other\nUSER app"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    file.forEachInvocation(of: ["useradd"]) { invocation, _ in
      guard let id = uid(invocation), id > 99_999, !hasNoLogInit(invocation) else { return }
      report.flag(
        file.place(invocation.name), "user id \(id) makes /var/log/lastlog and faillog huge", help: "add --no-log-init",
        fix: .unsafe(
          Edit(file.place(invocation.name.range.upperBound..<invocation.name.range.upperBound), " --no-log-init")))
    }
  }

  private func uid(_ invocation: Invocation) -> Int? {
    for (index, word) in invocation.arguments.enumerated() {
      if word.text == "--uid" || (word.isFlag && !word.text.hasPrefix("--") && word.text.hasSuffix("u")) {
        return index + 1 < invocation.arguments.count ? Int(invocation.arguments[index + 1].text) : nil
      }
      if word.text.hasPrefix("--uid=") { return Int(word.text.dropFirst(6)) }
      if word.text.hasPrefix("-u"), let id = Int(word.text.dropFirst(2)) { return id }
    }
    return nil
  }

  private func hasNoLogInit(_ invocation: Invocation) -> Bool {
    invocation.arguments.contains { word in
      word.text == "--no-log-init" || (word.isFlag && !word.text.hasPrefix("--") && word.text.contains("l"))
    }
  }
}
