import Diagnostics

/// What BuildKit refuses of `RUN --mount=…` (`frontend/dockerfile/instructions/commands_runmount.go`).
enum MountOptions {
  private static let types = ["bind", "cache", "tmpfs", "secret", "ssh"]
  private static let keys = [
    "type", "from", "source", "src", "target", "dst", "destination", "readonly", "ro", "readwrite", "rw", "required",
    "size", "id", "sharing", "mode", "uid", "gid", "env",
  ]
  private static let booleans: Set<String> = ["readonly", "ro", "readwrite", "rw", "required"]
  private static let truths: Set<String> = [
    "1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False",
  ]

  static func problem(_ flag: DockerfileFlag, _ text: String) -> SyntaxProblem? {
    var values: [String: String] = [:]
    for field in fields(text) {
      let sides = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let key = sides[0].lowercased()
      guard sides.count == 2 else {
        if booleans.contains(key) { continue }
        return problem(flag, "'\(field.prefix(40))' is not a key and its value", hint: "write KEY=VALUE")
      }
      guard keys.contains(key) else {
        return problem(
          flag, "'\(key.prefix(40))' is not a key of --mount",
          hint: keys.nearest(to: key).map { "did you mean '\($0)'?" })
      }
      if let expected = expected(key, sides[1]) {
        return problem(flag, "'\(key)' of --mount takes \(expected), found '\(sides[1].prefix(40))'")
      }
      values[key] = sides[1]
    }
    return combination(flag, values)
  }

  /// What a value should be and is not.
  private static func expected(_ key: String, _ value: String) -> String? {
    guard !value.contains("$") || key == "from" else { return nil }
    switch key {
    case "type": return types.contains(value.lowercased()) ? nil : "one of \(types.joined(separator: ", "))"
    case "sharing":
      return ["shared", "private", "locked"].contains(value.lowercased()) ? nil : "shared, private or locked"
    case "mode": return (UInt32(value, radix: 8) != nil) ? nil : "an octal mode such as 0755"
    case "uid", "gid": return UInt64(value) != nil ? nil : "a number"
    case "readonly", "ro", "readwrite", "rw", "required": return truths.contains(value) ? nil : "true or false"
    case "size":
      let digits = value.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      let unit = value.dropFirst(digits.count).drop { $0 == " " }.lowercased()
      let isSize =
        !digits.isEmpty
        && ["", "b", "k", "kb", "kib", "m", "mb", "mib", "g", "gb", "gib", "t", "tb", "tib"].contains(unit)
      return isSize ? nil : "a size such as 64m"
    case "from": return value.contains("$") ? "no variable: name the image by a stage of its own" : nil
    default: return nil
    }
  }

  private static func combination(_ flag: DockerfileFlag, _ values: [String: String]) -> SyntaxProblem? {
    let type = values["type"]?.lowercased() ?? "bind"
    guard !type.contains("$") else { return nil }
    let target = ["target", "dst", "destination"].lazy.compactMap { values[$0] }.first
    let source = values["source"] ?? values["src"]
    if ["bind", "cache", "tmpfs"].contains(type), (target ?? "").isEmpty {
      return problem(flag, "a mount of type \(type) needs a target", hint: "add target=/path")
    }
    if type == "secret", values["id"] == nil, source == nil, target == nil {
      return problem(flag, "a mount of type secret needs an id", hint: "add id=NAME")
    }
    if type == "secret", values["from"] != nil {
      return problem(flag, "a mount of type secret takes no 'from'")
    }
    if type != "cache", values["sharing"] != nil {
      return problem(flag, "'sharing' is for mounts of type cache, found type \(type)")
    }
    for key in ["mode", "uid", "gid"] where values[key] != nil && (type == "bind" || type == "tmpfs") {
      return problem(flag, "'\(key)' is not for mounts of type \(type)")
    }
    return nil
  }

  private static func problem(_ flag: DockerfileFlag, _ message: String, hint: String? = nil) -> SyntaxProblem {
    SyntaxProblem(flag.valueRange, message, hint: hint)
  }

  /// Comma-separated; a field may stand in double quotes (RFC 4180).
  private static func fields(_ text: String) -> [String] {
    var fields: [String] = []
    var current = ""
    var isQuoted = false
    for character in text {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        fields.append(current)
        current = ""
      } else {
        current.append(character)
      }
    }
    return fields + [current]
  }
}
