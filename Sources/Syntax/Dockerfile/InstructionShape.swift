import Diagnostics

/// What BuildKit refuses of an instruction's arguments, after `frontend/dockerfile/instructions/parse.go`.
enum InstructionShape {
  static func problem(
    _ keyword: DockerfileKeyword, _ words: [DockerfileWord], _ pairs: [DockerfilePair], _ arguments: DockerfileWord,
    isHeredoc: Bool
  ) -> SyntaxProblem? {
    guard !words.isEmpty else { return nil }
    switch keyword {
    case .from: return from(words, arguments)
    case .env, .label: return pairsProblem(keyword, pairs)
    case .copy, .add:
      guard words.count < 2, !isHeredoc else { return nil }
      return SyntaxProblem(arguments.range, "\(keyword.rawValue) needs a source and a destination")
    case .expose: return words.lazy.compactMap(port).first
    case .healthcheck:
      let type = words[0].text.uppercased()
      guard type != "CMD", type != "NONE" else { return nil }
      return SyntaxProblem(
        words[0].range, "HEALTHCHECK is followed by CMD or NONE, not by '\(words[0].text.prefix(40))'")
    case .workdir, .user, .stopsignal, .run, .cmd, .entrypoint, .shell, .volume, .onbuild, .maintainer, .arg: return nil
    }
  }

  private static let flags: [DockerfileKeyword: [String]] = [
    .from: ["platform"], .run: ["mount", "network", "security", "device"],
    .copy: ["from", "chown", "chmod", "link", "parents", "exclude"],
    .add: ["keep-git-dir", "checksum", "chown", "chmod", "link", "exclude", "unpack"],
    .healthcheck: ["interval", "timeout", "start-period", "start-interval", "retries"],
  ]

  /// Flags that an instruction does not have.
  static func unknownFlags(_ keyword: DockerfileKeyword, _ given: [DockerfileFlag]) -> [SyntaxProblem] {
    let known = flags[keyword] ?? []
    return given.filter { !known.contains($0.name) }.map { flag in
      SyntaxProblem(
        flag.range, "\(keyword.rawValue) has no flag '--\(flag.name.prefix(40))'",
        hint: known.nearest(to: flag.name).map { "did you mean '--\($0)'?" })
    }
  }

  private static func from(_ words: [DockerfileWord], _ arguments: DockerfileWord) -> SyntaxProblem? {
    if words.count == 1 || (words.count == 3 && words[1].text.lowercased() == "as") { return nil }
    return SyntaxProblem(arguments.range, "FROM takes an image, or an image, AS and a name")
  }

  private static func pairsProblem(_ keyword: DockerfileKeyword, _ pairs: [DockerfilePair]) -> SyntaxProblem? {
    guard let bad = pairs.first(where: { $0.key.isEmpty || $0.value == nil || $0.isBare }) else { return nil }
    return SyntaxProblem(bad.range, "\(keyword.rawValue) needs a name and a value: NAME=value")
  }

  /// `80`, `80/tcp`, `8000-8010`, or with a reference; BuildKit still takes `ip:host:container`.
  private static func port(_ word: DockerfileWord) -> SyntaxProblem? {
    let text = word.text
    guard !text.contains("$"), !text.contains(":"), !text.contains("\"") else { return nil }
    let number = text.prefix { $0 != "/" }
    let isPort = !number.isEmpty && number.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: "-") }
    return isPort
      ? nil
      : SyntaxProblem(word.range, "'\(text.prefix(40))' is no port", hint: "write a number, such as 3000 or 53/udp")
  }
}

extension DockerfilePair {
  /// A name alone, where neither `=` nor white space is followed by a value.
  fileprivate var isBare: Bool { value == "" && valueRange.isEmpty && range == keyRange }
}
