import Diagnostics

/// What BuildKit refuses of an instruction's flags: their names and their values (`frontend/dockerfile/instructions`:
/// `bflag.go`, `parse.go`, `commands_runnetwork.go`, `commands_runsecurity.go`).
enum InstructionFlags {
  private enum Kind: Sendable {
    case text
    case boolean
    /// May be given more than once.
    case list
    case mode
    case duration
    case count
    case digest
    case platform
    case mount
    case choice([String])
  }

  private static let flags: [DockerfileKeyword: [(name: String, kind: Kind)]] = [
    .from: [("platform", .platform)],
    .run: [
      ("mount", .mount), ("network", .choice(["default", "none", "host"])),
      ("security", .choice(["sandbox", "insecure"])), ("device", .list),
    ],
    .copy: [
      ("from", .text), ("chown", .text), ("chmod", .mode), ("link", .boolean), ("parents", .boolean),
      ("exclude", .list),
    ],
    .add: [
      ("keep-git-dir", .boolean), ("checksum", .digest), ("chown", .text), ("chmod", .mode), ("link", .boolean),
      ("exclude", .list), ("unpack", .boolean),
    ],
    .healthcheck: [
      ("interval", .duration), ("timeout", .duration), ("start-period", .duration), ("start-interval", .duration),
      ("retries", .count),
    ],
  ]

  static func problems(_ keyword: DockerfileKeyword, _ given: [DockerfileFlag]) -> [SyntaxProblem] {
    guard !given.isEmpty else { return [] }
    let known = flags[keyword] ?? []
    var seen: Set<String> = []
    return given.compactMap { flag in
      guard let kind = known.first(where: { $0.name == flag.name })?.kind else {
        let near = known.map(\.name).nearest(to: flag.name)
        return SyntaxProblem(
          flag.range, "\(keyword.rawValue) has no flag '--\(flag.name.prefix(40))'",
          hint: near.map { "did you mean '--\($0)'?" })
      }
      if let problem = problem(flag, kind) { return problem }
      switch kind {
      case .list, .mount: return nil
      default:
        guard !seen.insert(flag.name).inserted else { return nil }
        return SyntaxProblem(flag.range, "'--\(flag.name)' is given a second time", hint: "keep one of them")
      }
    }
  }

  private static func problem(_ flag: DockerfileFlag, _ kind: Kind) -> SyntaxProblem? {
    guard let value = flag.value else {
      if case .boolean = kind { return nil }
      return SyntaxProblem(
        flag.range, "'--\(flag.name)' has no value", hint: "join it with '=': --\(flag.name)=VALUE")
    }
    func wrong(_ expected: String, hint: String? = nil) -> SyntaxProblem {
      SyntaxProblem(
        flag.valueRange, "'--\(flag.name)' takes \(expected), found '\(value.prefix(60))'", hint: hint)
    }
    switch kind {
    case .text, .list: return nil
    case .boolean: return ["true", "false"].contains(value.lowercased()) ? nil : wrong("true or false")
    case .mode:
      return FlagValue.isMode(value) || value.contains("$") ? nil : wrong("an octal mode such as 755, or u=rwX,go=rX")
    case .duration: return durationFault(value).map { wrong($0, hint: "write a number and its unit: 30s, 1m30s") }
    case .count:
      return value.isEmpty || (Int32(value).map { $0 >= 0 } ?? false) ? nil : wrong("a number that is not negative")
    case .digest:
      return value.contains("$") || value.isEmpty || ImageName.isDigest(value[...])
        ? nil : wrong("a digest such as sha256: and 64 hexadecimal digits")
    case .platform:
      return value.contains("$") || FlagValue.isPlatform(value) ? nil : wrong("a platform such as linux/amd64")
    case .choice(let choices):
      return choices.contains(value) || value.isEmpty ? nil : wrong("one of \(choices.joined(separator: ", "))")
    case .mount: return MountOptions.problem(flag, value)
    }
  }

  /// Go's `time.ParseDuration`, and Docker's least of a millisecond.
  private static func durationFault(_ value: String) -> String? {
    guard !value.isEmpty else { return nil }
    guard let seconds = FlagValue.seconds(go: value) else { return "a time with its unit" }
    return seconds == 0 || seconds >= 0.001 ? nil : "at least a millisecond"
  }
}

/// The forms that values of flags have.
enum FlagValue {
  /// Octal up to 7777, or as chmod writes it: `u=rwX,go=rX`, `+x`.
  static func isMode(_ text: String) -> Bool {
    if text.utf8.first?.isDigit ?? false {
      return text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "7") }
        && (Int(text, radix: 8) ?? .max) <= 0o7777
    }
    let clauses = text.split(separator: ",", omittingEmptySubsequences: false)
    return clauses.allSatisfy { clause in
      let rest = clause.drop { "ugoa".contains($0) }
      return "+-=".contains(rest.first ?? " ") && rest.allSatisfy { "+-=rwxXstugo".contains($0) }
    }
  }

  static func seconds(go text: String) -> Double? {
    let units: [(name: String, seconds: Double)] = [
      ("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("μs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600),
    ]
    var rest = text[...]
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest = rest.dropFirst() }
    if rest == "0" { return 0 }
    guard !rest.isEmpty else { return nil }
    var total = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard digits.contains(where: \.isNumber), let number = Double("0\(digits)") else { return nil }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { $0 != "." && !($0.isASCII && $0.isNumber) }
      guard let unit = units.first(where: { $0.name == name }) else { return nil }
      total += number * unit.seconds
      rest = rest.dropFirst(name.count)
    }
    return isNegative ? -total : total
  }

  private static let systems: Set<String> = [
    "aix", "android", "darwin", "dragonfly", "freebsd", "illumos", "ios", "js", "linux", "macos", "netbsd", "openbsd",
    "plan9", "solaris", "wasip1", "windows", "zos", "wasi", "local",
  ]
  private static let architectures: Set<String> = [
    "386", "amd64", "arm", "arm64", "armbe", "arm64be", "loong64", "mips", "mipsle", "mips64", "mips64le", "ppc64",
    "ppc64le", "riscv", "riscv64", "s390x", "sparc", "sparc64", "wasm", "i386", "i686", "x86_64", "x86-64", "aarch64",
    "armhf", "armel", "armv7", "armv6", "armv5", "armv8",
  ]

  /// containerd's `platforms.Parse`: one part must be known, of several each must be a word.
  static func isPlatform(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { return false }
    if parts.count == 1 {
      let name = parts[0].prefix { $0 != "(" }.lowercased()
      return systems.contains(name) || architectures.contains(name)
    }
    return parts.allSatisfy { part in
      !part.isEmpty && part.utf8.allSatisfy { $0.isWord || "-.()+".utf8.contains($0) }
    }
  }
}
