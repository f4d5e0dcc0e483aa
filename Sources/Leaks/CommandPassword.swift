import Syntax

/// A password in the arguments of a command: `curl -u user:…`, `docker login -p …`, `mysql -p…`; in SQL's `IDENTIFIED BY '…'`;
/// and in the lines of a `.netrc`, which are written like one: `machine host login user password …`.
struct CommandPassword {
  /// What takes the password.
  let name: String
  let value: Range<Int>
  /// Where the command ends, whether or not it has a password.
  let end: Int

  /// In small letters.
  static let commands =
    ["curl ", "mysql ", "mysqldump ", "mysqladmin ", "machine ", "identified by ", "openssl "]
    + options.map { $0.command + " " }

  /// The options of commands that take the password as the next word, or joined to it.
  private static let options: [(command: String, options: [String])] = [
    ("sshpass", ["-p"]), ("docker login", ["-p", "--password"]), ("podman login", ["-p", "--password"]),
    ("helm registry login", ["-p", "--password"]), ("az login", ["-p", "--password"]),
    ("oc login", ["-p", "--password", "--token"]),
    ("redis-cli", ["-a", "--pass"]), ("mongosh", ["-p", "--password"]), ("mongodump", ["-p", "--password"]),
    ("ldapsearch", ["-w"]), ("ldapmodify", ["-w"]), ("kinit", ["--password"]), ("7z a", ["-p"]), ("zip", ["-P"]),
    ("snyk auth", []), ("vault login", []),
  ]

  /// So long is a command, its continuation lines included.
  private static let longest = 1_024

  /// - Parameter offset: where the command's name stands.
  /// - Returns: with an empty value where there is none.
  static func find(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) -> CommandPassword {
    let words = words(text, offset)
    let end = words.last?.upperBound ?? offset
    let isWhole = offset == 0 || !text[offset - 1].isWord
    guard isWhole, let first = words.first else { return CommandPassword(name: "", value: end..<end, end: end) }
    let command = String(decoding: text[first], as: UTF8.self).lowercased()
    let value = password(of: command, words, text).flatMap { isSecret(text, $0) ? $0 : nil }
    let name = ["machine", "identified"].contains(command) ? "password" : command
    return CommandPassword(name: name, value: value ?? end..<end, end: end)
  }

  /// - Parameter all: the words of the command, its name first.
  private static func password(of command: String, _ all: [Range<Int>], _ text: UnsafeBufferPointer<UInt8>) -> Range<
    Int
  >? {
    let words = Array(all.dropFirst())
    switch command {
    case "curl":
      guard let user = argument(["-u", "--user"], isJoined: true, words, text),
        let colon = text[user].firstIndex(of: UInt8(ascii: ":"))
      else { return nil }
      return colon + 1..<user.upperBound
    case "machine":
      guard argument(["login"], isJoined: false, words, text) != nil else { return nil }
      return argument(["password"], isJoined: false, words, text)
    // `mysql -p name` asks for the password.
    case "mysql", "mysqldump", "mysqladmin":
      return words.first { text[$0].starts(with: "-p".utf8) && $0.count > 2 }.map { $0.dropFirst(2) }
    case "identified":
      let isQuoted = words.count > 1 && words[1].lowerBound > 0 && "\"'".utf8.contains(text[words[1].lowerBound - 1])
      return isQuoted ? words[1] : nil
    case "openssl":
      return words.first { text[$0].starts(with: "pass:".utf8) }.map { $0.dropFirst(5) }
    default: return optionValue(all, text)
    }
  }

  private static func optionValue(_ all: [Range<Int>], _ text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    for (command, options) in options {
      let names = command.split(separator: " ")
      guard all.count > names.count, zip(all, names).allSatisfy({ text[$0].elementsEqual($1.utf8) }) else { continue }
      let words = Array(all.dropFirst(names.count))
      return options.isEmpty ? words[0] : argument(options, isJoined: true, words, text)
    }
    return nil
  }

  /// What stands behind one of some options: as the next word, or joined to it, by a `=`, too.
  private static func argument(
    _ options: [String], isJoined: Bool, _ words: [Range<Int>], _ text: UnsafeBufferPointer<UInt8>
  ) -> Range<Int>? {
    for (index, word) in words.enumerated() {
      for option in options where text[word].starts(with: option.utf8) {
        let rest = word.dropFirst(option.utf8.count)
        if rest.isEmpty { return index + 1 < words.count ? words[index + 1] : nil }
        if isJoined, !option.hasPrefix("--") || text[rest.lowerBound] == UInt8(ascii: "=") {
          return unquoted(text[rest.lowerBound] == UInt8(ascii: "=") ? rest.dropFirst(1) : rest, text)
        }
      }
    }
    return nil
  }

  /// The words of a command without their quotes, up to the end of its last line.
  private static func words(_ text: UnsafeBufferPointer<UInt8>, _ offset: Int) -> [Range<Int>] {
    let limit = min(text.count, offset + longest)
    let spansLines = text[offset..<min(limit, offset + 8)].starts(with: "machine ".utf8)
    let ends: (UInt8) -> Bool = { spansLines ? $0.isSpace : endsWord($0) }
    var result: [Range<Int>] = []
    var index = offset
    while index < limit {
      if text[index].isBlank || text[index] == 0x0D || (spansLines && text[index] == 0x0A) {
        index += 1
      } else if text[index] == UInt8(ascii: "\\"), index + 1 < limit, text[index + 1].isSpace {
        index += 2
      } else if ends(text[index]) {
        break
      } else {
        let start = index
        var quote: UInt8?
        while index < limit, quote != nil || !ends(text[index]), text[index] != 0x0A {
          if text[index] == quote {
            quote = nil
          } else if quote == nil, "\"'".utf8.contains(text[index]) {
            quote = text[index]
          }
          index += 1
        }
        if spansLines, !result.isEmpty, text[start..<index].elementsEqual("machine".utf8) { break }
        result.append(unquoted(start..<index, text))
      }
    }
    return result
  }

  private static func endsWord(_ byte: UInt8) -> Bool { byte.isSpace || ";|&)`".utf8.contains(byte) }

  private static func unquoted(_ word: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    guard word.count >= 2, let first = text[word].first, "\"'".utf8.contains(first), text[word].last == first else {
      return word
    }
    return word.dropFirst(1).dropLast(1)
  }

  private static func isSecret(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    let value = Array(text[range])
    return !ValueJudgement.isReference(value) && !ValueJudgement.isPlaceholder(value)
      && (ValueJudgement.looksRandom(value) || ValueJudgement.looksLikePassword(value))
  }
}
