import Diagnostics

/// What BuildKit refuses of an instruction's arguments (`frontend/dockerfile/instructions/parse.go`,
/// `frontend/dockerfile/dockerfile2llb/convert.go`).
enum InstructionShape {
  /// How the arguments are written.
  struct Form {
    let isJSON: Bool
    let hasHeredoc: Bool
  }

  static func problems(
    _ keyword: DockerfileKeyword, _ words: [DockerfileWord], _ pairs: [DockerfilePair], _ arguments: DockerfileWord,
    _ form: Form
  ) -> [SyntaxProblem] {
    guard !words.isEmpty || form.isJSON else { return [] }
    switch keyword {
    case .from: return [from(words, arguments)].compactMap { $0 }
    case .env, .label: return [pairsProblem(keyword, pairs)].compactMap { $0 }
    case .arg:
      let nameless = pairs.first { $0.key.isEmpty }
      return nameless.map { [SyntaxProblem($0.range, "ARG needs a name before the '='")] } ?? []
    case .copy, .add:
      guard words.count < 2, !form.hasHeredoc else { return [] }
      return [SyntaxProblem(arguments.range, "\(keyword.rawValue) needs a source and a destination")]
    case .expose: return words.compactMap(ExposedPort.problem).prefix(1).map { $0 }
    case .healthcheck: return [healthCheck(words)].compactMap { $0 }
    case .shell: return [shell(words, arguments, form)].compactMap { $0 }
    case .stopsignal: return StopSignal.isKnown(arguments.text) ? [] : [stopSignal(arguments)]
    case .volume: return [volume(words, arguments)].compactMap { $0 }
    case .workdir, .user, .run, .cmd, .entrypoint, .onbuild, .maintainer: return []
    }
  }

  private static func from(_ words: [DockerfileWord], _ arguments: DockerfileWord) -> SyntaxProblem? {
    if words.count == 1 || (words.count == 3 && words[1].text.lowercased() == "as") { return nil }
    return SyntaxProblem(
      arguments.range, "FROM takes an image, or an image, AS and a name, found \(words.count) words")
  }

  private static func pairsProblem(_ keyword: DockerfileKeyword, _ pairs: [DockerfilePair]) -> SyntaxProblem? {
    guard let bad = pairs.first(where: { $0.key.isEmpty || $0.value == nil || $0.isBare }) else { return nil }
    return SyntaxProblem(bad.range, "\(keyword.rawValue) needs a name and a value: NAME=value")
  }

  private static func healthCheck(_ words: [DockerfileWord]) -> SyntaxProblem? {
    guard let first = words.first else { return nil }
    switch first.text.uppercased() {
    case "CMD":
      guard words.count == 1 else { return nil }
      return SyntaxProblem(first.range, "HEALTHCHECK CMD has no command", hint: "add the command that checks")
    case "NONE":
      return words.count > 1 ? SyntaxProblem(words[1].range, "HEALTHCHECK NONE takes no arguments") : nil
    default:
      return SyntaxProblem(
        first.range, "HEALTHCHECK is followed by CMD or NONE, not by '\(first.text.prefix(40))'")
    }
  }

  private static func shell(_ words: [DockerfileWord], _ arguments: DockerfileWord, _ form: Form) -> SyntaxProblem? {
    if form.isJSON {
      return words.isEmpty ? SyntaxProblem(arguments.range, "SHELL needs a program, found an empty array") : nil
    }
    return SyntaxProblem(
      arguments.range, "SHELL takes a JSON array", hint: "write it as SHELL [\"/bin/sh\", \"-c\"]")
  }

  private static func stopSignal(_ arguments: DockerfileWord) -> SyntaxProblem {
    SyntaxProblem(
      arguments.range, "'\(arguments.text.prefix(40))' is not a signal", hint: "write a name or number: SIGTERM, 15")
  }

  private static func volume(_ words: [DockerfileWord], _ arguments: DockerfileWord) -> SyntaxProblem? {
    guard !words.isEmpty else { return SyntaxProblem(arguments.range, "VOLUME needs a path, found an empty array") }
    guard let empty = words.first(where: { $0.text.allSatisfy { $0.isWhitespace || $0 == "\"" || $0 == "'" } })
    else { return nil }
    return SyntaxProblem(empty.range.isEmpty ? arguments.range : empty.range, "VOLUME needs a path, found an empty one")
  }
}

extension DockerfilePair {
  /// A name alone, where neither `=` nor white space is followed by a value.
  fileprivate var isBare: Bool { value == "" && valueRange.isEmpty && range == keyRange }
}

/// `80`, `80/tcp`, `8000-8010`, or with a reference; BuildKit still takes `ip:host:container`.
enum ExposedPort {
  static func problem(_ word: DockerfileWord) -> SyntaxProblem? {
    let text = word.text.filter { $0 != "\"" && $0 != "'" }
    guard !text.contains("$") else { return nil }
    let sides = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    if sides.count == 2, !["tcp", "udp", "sctp", ""].contains(sides[1].lowercased()) {
      return SyntaxProblem(
        word.range, "'\(sides[1].prefix(40))' is not a protocol: expected tcp, udp or sctp",
        hint: "write a number, such as 3000 or 53/udp")
    }
    let port = sides[0].split(separator: ":", omittingEmptySubsequences: false).last ?? ""
    let ends = port.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = ends.compactMap { end in end.utf8.allSatisfy(\.isDigit) ? Int(end) : nil }
    guard numbers.count == ends.count else {
      return SyntaxProblem(
        word.range, "'\(text.prefix(40))' is not a port", hint: "write a number, such as 3000 or 53/udp")
    }
    if numbers.count == 2, numbers[0] > numbers[1] {
      return SyntaxProblem(
        word.range, "the range '\(port)' ends before it begins", hint: "write \(numbers[1])-\(numbers[0])")
    }
    return nil
  }
}

/// The signals of Linux (`moby/sys/signal`).
enum StopSignal {
  private static let names: Set<String> = [
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL",
    "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1",
    "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
  ]

  static func isKnown(_ text: String) -> Bool {
    let bare = text.filter { $0 != "\"" && $0 != "'" }
    guard !bare.contains("$") else { return true }
    if let number = Int(bare) { return number > 0 }
    var name = bare.uppercased()[...]
    if name.hasPrefix("SIG") { name = name.dropFirst(3) }
    if names.contains(String(name)) { return true }
    for (prefix, limit) in [("RTMIN+", 15), ("RTMAX-", 14)] where name.hasPrefix(prefix) {
      return Int(name.dropFirst(prefix.count)).map { (1...limit).contains($0) } ?? false
    }
    return false
  }
}
