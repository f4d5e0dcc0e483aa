import Diagnostics
import Syntax

/// Finds the variables that a shell script takes from its environment: what it refers to and does not set itself. A text
/// scan: a name that is set anywhere in the script, in whatever order, is the script's own.
enum ScriptUsage {
  static func uses(in source: SourceText) -> [VariableUse] {
    let bytes = withoutComments(source.bytes)
    let own = namesSet(in: bytes)
    return references(bytes).filter { isVariable($0.name) && !own.contains($0.name) }.map { reference in
      let isBraced = bytes[reference.range.lowerBound + 1] == UInt8(ascii: "{")
      let start = reference.range.lowerBound + (isBraced ? 2 : 1)
      return VariableUse(
        name: reference.name, location: Location(source, start..<start + reference.name.utf8.count))
    }
  }

  private static func isVariable(_ name: String) -> Bool {
    name.utf8.count > 1 && name.utf8.allSatisfy(isCapital) && !shellsOwn.contains(name)
  }

  private static func isCapital(_ byte: UInt8) -> Bool {
    byte.isUppercase || byte.isDigit || byte == UInt8(ascii: "_")
  }

  /// So deep are references looked for inside the words of others.
  private static let deepest = 4

  /// Also those inside the word of another: `${A:-$B}`.
  private static func references(_ bytes: [UInt8]) -> [VariableReference] {
    var result: [VariableReference] = []
    var open = [(range: 0..<bytes.count, depth: 0)]
    while let (range, depth) = open.popLast() {
      for reference in VariableReference.find(in: bytes, range) {
        result.append(reference)
        guard depth < deepest, reference.word.utf8.contains(UInt8(ascii: "$")) else { continue }
        open.append((reference.range.lowerBound + 1..<reference.range.upperBound - 1, depth + 1))
      }
    }
    return result.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// With blanks for lines that are comments.
  private static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    var start = 0
    while start < bytes.count {
      let end = bytes.end(from: start) { $0 != 0x0A }
      let first = bytes.end(from: start, while: \.isBlank)
      if first < end, bytes[first] == UInt8(ascii: "#") {
        for index in first..<end { result[index] = UInt8(ascii: " ") }
      }
      start = end + 1
    }
    return result
  }

  /// The names of `NAME=`, `NAME+=`, `for NAME in`, `read NAME` (POSIX.1-2024, Shell Command Language).
  private static func namesSet(in bytes: [UInt8]) -> Set<String> {
    var names: Set<String> = []
    var isTarget = false
    var index = 0
    while index < bytes.count {
      guard !" \t".utf8.contains(bytes[index]) else {
        index += 1
        continue
      }
      guard bytes[index].isWord else {
        if bytes[index] != UInt8(ascii: "-") { isTarget = false }
        index = bytes[index] == UInt8(ascii: "-") ? bytes.end(from: index) { !$0.isSpace } : index + 1
        continue
      }
      let isFirst = index == 0 || bytes[index - 1].isSpace || ";&|(\"'".utf8.contains(bytes[index - 1])
      let end = bytes.end(from: index, while: \.isWord)
      let isAssigned =
        end < bytes.count && bytes[end] == UInt8(ascii: "=") || bytes.starts(with: "+=", at: end) || isTarget
      if isFirst, isAssigned { names.insert(bytes.text(index..<end)) }
      let word = bytes[index..<end]
      isTarget =
        isTarget && !word.elementsEqual("in".utf8) || word.elementsEqual("for".utf8) || word.elementsEqual("read".utf8)
      index = end
    }
    return names
  }

  private static let shellsOwn: Set<String> = [
    "IFS", "RANDOM", "SECONDS", "LINENO", "PPID", "OPTARG", "OPTIND", "OPTERR", "REPLY", "BASH", "BASHPID", "EUID",
    "UID",
    "GROUPS", "FUNCNAME", "BASH_SOURCE", "BASH_VERSION", "BASH_LINENO", "BASH_REMATCH", "SHLVL", "PIPESTATUS", "OLDPWD",
    "HOSTTYPE", "OSTYPE", "MACHTYPE", "DIRSTACK", "EPOCHSECONDS", "PS1", "PS4", "LOGNAME",
  ]
}
