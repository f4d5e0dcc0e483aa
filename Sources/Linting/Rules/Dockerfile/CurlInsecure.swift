import ByteSearch
import Syntax

struct CurlInsecure: DockerfileRule {
  static let card = RuleCard(
    "curl-insecure", .dockerfile, summary: "curl is told not to check certificates.",
    rationale: "Somebody on the network can put other files into the image.", severity: .error,
    aliases: ["CKV2_DOCKER_2"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN curl ⟦-k⟧ https://example.com/x && curl ⟦-sSkL⟧ https://example.com/y\nUSER node"),
    .flags("FROM node:20\nRUN curl -o x \\\n    ⟦--insecure⟧ https://example.com/x\nUSER node"),
    .passes("FROM node:20\nRUN curl -fsSL https://example.com/-k && curl --key -k x\nUSER node"),
    .passes("FROM node:20\nRUN curl -o -k https://example.com/x\nUSER node"),
  ]

  private static let valued: Set<String> = [
    "-o", "-H", "-d", "-u", "-x", "-e", "-A", "-b", "-c", "-F", "-K", "-m", "-T", "-w", "-X", "-E", "-y", "-Y", "-z",
    "-C", "-r",
    "--key", "--output", "--header", "--data", "--user", "--proxy", "--cert", "--cacert", "--connect-timeout",
    "--max-time", "--retry",
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    file.forEachInvocation(of: ["curl"]) { invocation, _ in
      var isValue = false
      for word in invocation.arguments {
        defer { isValue = !isValue && Self.valued.contains(word.text) }
        guard !isValue, word.text == "--insecure" || word.text == "--proxy-insecure" || isCluster(word) else {
          continue
        }
        report.flag(
          file.place(word), "'\(word.text)' turns off certificate checks",
          help: "add the missing certificate: --cacert")
      }
    }
  }

  /// `-k` among short options that take no value before it.
  private func isCluster(_ word: ShellWord) -> Bool {
    guard word.isFlag, !word.text.hasPrefix("--") else { return false }
    for letter in word.text.dropFirst() {
      if letter == "k" { return true }
      if Self.valued.contains("-\(letter)") || !letter.isLetter && letter != "#" { return false }
    }
    return false
  }
}
