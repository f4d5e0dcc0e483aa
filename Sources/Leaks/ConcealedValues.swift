import ByteSearch
import Syntax

/// What no report may show: judged more strictly than what is reported, since a value hidden for nothing does little harm.
extension LeakScanner {
  /// The ranges of a text that may be secret values: all leaks, also accepted ones; passwords in URLs and connection strings,
  /// behind options and under names that speak of a secret, however weak they are.
  ///
  package func concealed(in bytes: [UInt8], style: ValueStyle = .quoted) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    bytes.withUnsafeBufferPointer { text in
      var search = Search(text: text, bytes: bytes, style: style)
      table.forEach(text) { trigger, offset in
        if let leak = leak(trigger, offset, &search, encoded: true) { ranges.append(leak.range) }
        switch trigger {
        case .manifest: ranges += manifest(offset, &search).map(\.range)
        case .name: ranges += namedValues(text, offset, style: style)
        case .urlScheme: if let password = ConcealedValue.userInfo(text, offset) { ranges.append(password) }
        default: break
        }
      }
    }
    if style == .columns { ranges += columns(bytes).map(\.range) }
    return ranges
  }

  private func namedValues(_ text: UnsafeBufferPointer<UInt8>, _ offset: Int, style: ValueStyle) -> [Range<Int>] {
    let found = [
      Assignment.find(text, at: offset, style: style), ConcealedValue.field(text, at: offset),
    ]
    return found.compactMap { found in
      guard let found, ConcealedValue.mayBeSecret(Array(text[found.value])) else { return nil }
      let name = String(decoding: text[found.name], as: UTF8.self)
      if let flag = flags[name] ?? flags[name.uppercased()] { return flag ? found.value : nil }
      let bare = SecretName.lowered(text[found.name]).drop { $0 == UInt8(ascii: "-") }
      return SecretName.endsInWord(Array(bare)) ? found.value : nil
    }
  }
}

/// Values by the form of what stands around them.
enum ConcealedValue {
  private static let longest = 512

  /// The password, or all, of what stands before the `@` of a URL (RFC 3986 §3.2.1).
  ///
  /// - Parameter offset: where `://` stands.
  static func userInfo(_ text: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Range<Int>? {
    let start = offset + 3
    let limit = min(text.count, start + longest)
    var colon: Int?
    var at: Int?
    var index = start
    while index < limit, text[index] > 0x20, !"/\"'`<>\\".utf8.contains(text[index]) {
      if text[index] == UInt8(ascii: ":"), colon == nil { colon = index }
      if text[index] == UInt8(ascii: "@") { at = index }
      index += 1
    }
    guard let at, at > start else { return nil }
    let range = colon.map { $0 < at ? $0 + 1..<at : start..<at } ?? start..<at
    let value = Array(text[range])
    let isSecret = range.lowerBound > start ? !isReference(value) : ValueJudgement.looksRandom(value)
    return range.isEmpty || !isSecret ? nil : range
  }

  /// `;Password=…`, `?token=…`, `--token=…`, `--token …`, `"--token", "…"`.
  ///
  /// - Parameter offset: where a word stands inside the name.
  static func field(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) -> Assignment? {
    var start = offset
    while start > 0, offset - start < 128, isNamePart(text[start - 1]) { start -= 1 }
    var end = offset
    while end < text.count, end - offset < 128, isNamePart(text[end]) { end += 1 }
    let isOption = text[start..<end].starts(with: "--".utf8)
    guard end < text.count, isOption || start > 0 && ";?&".utf8.contains(text[start - 1]) else { return nil }
    var first = end
    if text[end] == UInt8(ascii: "=") {
      first += 1
    } else if isOption {
      while first < text.count, first - end < 8, text[first].isBlank || "\"',".utf8.contains(text[first]) { first += 1 }
    }
    guard first > end else { return nil }
    if first < text.count, "\"'".utf8.contains(text[first]) { first += 1 }
    var last = first
    while last < text.count, last - first < longest, !text[last].isSpace, !"\"'`;&,])".utf8.contains(text[last]) {
      last += 1
    }
    guard last > first, text[first] != UInt8(ascii: "-") else { return nil }
    return Assignment(name: start..<end, value: first..<last, isBare: true)
  }

  static func mayBeSecret(_ value: [UInt8]) -> Bool {
    value.count >= 3 && !isReference(value) && !ValueJudgement.isPlaceholder(value) && !SecretName.isName(value)
      && !words.contains(String(decoding: value, as: UTF8.self).lowercased())
  }

  private static let words: Set<String> = [
    "true", "false", "null", "none", "nil", "yes", "off", "string", "str", "number", "required", "optional", "file",
  ]

  /// Whether a value has no letter or digit of its own beside references: `${NAME}`, `${A}:${B}`, `{{ name }}`, `%NAME%`,
  /// `<name>`.
  private static func isReference(_ value: [UInt8]) -> Bool {
    var index = 0
    while index < value.count {
      if let end = referenceEnd(value, index) {
        index = end
      } else if value[index].isLetter || value[index].isDigit || value[index] >= 0x80 {
        return false
      } else {
        index += 1
      }
    }
    return true
  }

  private static func referenceEnd(_ value: [UInt8], _ start: Int) -> Int? {
    func end(_ closing: String, from index: Int) -> Int? {
      value.firstRange(of: closing.utf8, in: index..<value.count)?.upperBound
    }
    let rest = value[start...]
    switch value[start] {
    case UInt8(ascii: "$"):
      let name = rest.dropFirst().prefix(while: \.isWord)
      if let first = name.first { return first.isDigit ? nil : name.endIndex }
      if rest.starts(with: "${{".utf8) { return end("}}", from: start) }
      if rest.starts(with: "$(".utf8) { return end(")", from: start) }
      guard rest.starts(with: "${".utf8) else { return nil }
      // `${NAME:?message}` takes nothing from here, `${NAME:-value}` does.
      let sign = rest.dropFirst(2).drop { $0.isWord || $0 == UInt8(ascii: ".") }
      let isPlain = sign.first == UInt8(ascii: "}") || sign.starts(with: "?".utf8) || sign.starts(with: ":?".utf8)
      return isPlain ? end("}", from: start) : nil
    case UInt8(ascii: "{"): return rest.starts(with: "{{".utf8) ? end("}}", from: start) : nil
    case UInt8(ascii: "<"): return end(">", from: start)
    case UInt8(ascii: "%"):
      let name = rest.dropFirst().prefix(while: \.isWord)
      return !name.isEmpty && name.endIndex < value.count && value[name.endIndex] == UInt8(ascii: "%")
        ? name.endIndex + 1 : nil
    default: return nil
    }
  }

  private static func isNamePart(_ byte: UInt8) -> Bool { byte.isWord || byte == UInt8(ascii: "-") }
}
