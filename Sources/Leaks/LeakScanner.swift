import ByteSearch
import Syntax

/// Finds secrets in texts in one pass, in time that grows with the text alone: whatever is looked at around a place is of
/// bounded length.
package struct LeakScanner: Sendable {
  let table: TriggerTable
  /// What the spec says of variables: whether they are secret.
  let flags: [String: Bool]

  /// - Parameter flags: For each variable of the spec whether it is a secret.
  package init(flags: [String: Bool] = [:]) {
    self.flags = flags
    var table = Self.common
    for (name, isSecret) in flags where isSecret && name.utf8.count > 2 { table.add(.name, name.utf8) }
    self.table = table
  }

  private static let formats = TokenFormat.all
  /// Those that only a name tells from other texts.
  private static let named = formats.filter { !$0.near.isEmpty }

  /// What is looked for whatever the spec says.
  private static let common: TriggerTable = {
    var table = TriggerTable()
    for (index, format) in formats.enumerated() where format.near.isEmpty {
      for start in anchors(of: format.pattern) {
        table.add(.token(UInt16(index)), start)
        if start.count >= 4 { addEncoded(start, to: &table) }
      }
    }
    for word in SecretName.words { table.add(.name, word.utf8, isFolded: true) }
    for mark in ["-----BEGIN", "---- BEGIN", "PuTTY-User"] { table.add(.privateKey, mark.utf8) }
    table.add(.urlScheme, "://".utf8)
    table.add(.authorization, "authorization".utf8, isFolded: true)
    table.add(.name, SecretName.hump.utf8)
    table.add(.login, "\"auth\"".utf8)
    for mark in ManifestSecret.marks { table.add(.manifest, mark.utf8) }
    for command in CommandPassword.commands { table.add(.command, command.utf8, isFolded: true) }
    table.add(.percent, "%3a%2f%2f".utf8, isFolded: true)
    for start in [
      "-----BEGIN ", "postgres://", "postgresql://", "mysql://", "mongodb", "redis", "amqp", "eyJhbGciOi", "eyJ0eXAiOi",
      "eyJraWQiOi",
    ] {
      addEncoded(Array(start.utf8), to: &table)
    }
    // A JSON Web Token in base 64, whatever its header has.
    table.add(.base64(phase: 0), Base64Text.digits(of: Array("eyJ".utf8), phase: 0))
    return table
  }()

  /// The bytes that a format is looked for by: of a short literal each with every byte that may follow.
  private static func anchors(of pattern: TokenPattern) -> [[UInt8]] {
    guard let anchor = pattern.anchor, case .literal(let slice) = pattern.parts[anchor] else { return [] }
    let bytes = Array(slice)
    guard bytes.count == 2, anchor + 1 < pattern.parts.count, case .bytes(let next) = pattern.parts[anchor + 1] else {
      return [bytes]
    }
    return (0..<128).filter(next.contains).map { bytes + [$0] }
  }

  /// The three ways in which a text may stand in base 64, without the digits that its neighbours share.
  private static func addEncoded(_ bytes: [UInt8], to table: inout TriggerTable) {
    for phase in 0..<3 {
      let digits = Base64Text.digits(of: bytes, phase: phase)
      if digits.count >= 4 { table.add(.base64(phase: UInt8(phase)), digits) }
    }
  }

  /// The leaks of a text, in order; none lies inside another.
  ///
  package func scan(_ bytes: [UInt8], style: ValueStyle = .quoted) -> [Leak] {
    var leaks: [Leak] = []
    bytes.withUnsafeBufferPointer { text in
      var search = Search(text: text, bytes: bytes, style: style)
      table.forEach(text) { trigger, offset in
        if case .manifest = trigger {
          leaks += manifest(offset, &search)
        } else if let leak = leak(trigger, offset, &search, encoded: true) {
          leaks.append(leak)
        }
      }
      if style == .columns { leaks += columns(bytes) }
    }
    return Self.outermost(leaks.filter { !Self.isAccepted($0, bytes) })
  }

  /// Where a search stands.
  struct Search {
    let text: UnsafeBufferPointer<UInt8>
    let bytes: [UInt8]
    let style: ValueStyle
    /// Up to here assignments, encoded texts, commands and manifests have been looked at.
    var assigned = 0
    var decoded = 0
    var commanded = 0
    /// How far bytes of one class go on, as the last token met it.
    var runs = TokenPattern.Runs()
    var listed = 0
  }

  func leak(_ trigger: TriggerTable.Trigger, _ offset: Int, _ search: inout Search, encoded: Bool) -> Leak? {
    switch trigger {
    case .token(let index): return token(Self.formats[Int(index)], offset, &search)
    case .privateKey:
      return PrivateKeyText.find(search.bytes, at: offset).map { Leak(kind: .privateKey($0.label), range: $0.range) }
    case .urlScheme: return URLPassword.find(search.bytes, at: offset).map { Leak(kind: .urlPassword, range: $0) }
    case .authorization:
      return AuthorizationHeader.find(search.bytes, at: offset).map {
        Leak(kind: .assignment("Authorization"), range: $0)
      }
    case .login:
      return AuthorizationHeader.findLogin(search.bytes, at: offset).map { Leak(kind: .assignment("auth"), range: $0) }
    case .manifest: return nil
    case .command: return offset >= search.commanded ? command(offset, &search) : nil
    case .name: return offset >= search.assigned ? assignment(offset, &search) : nil
    case .base64(let phase): return encoded && offset >= search.decoded ? base64(offset, Int(phase), &search) : nil
    case .percent: return encoded && offset >= search.decoded ? percent(offset, &search) : nil
    }
  }

  // MARK: Tokens

  /// So much of a token is looked at to tell it from other texts.
  private static let judgedLength = 1_024

  private func token(_ format: TokenFormat, _ offset: Int, _ search: inout Search) -> Leak? {
    let text = search.text
    guard let range = format.pattern.match(text, anchorAt: offset, &search.runs) else { return nil }
    if range.lowerBound > 0, text[range.lowerBound - 1].isLetter || text[range.lowerBound - 1].isDigit { return nil }
    guard isPlausible(Array(text[range].prefix(Self.judgedLength)), format) else { return nil }
    return Leak(kind: .token(format.title), range: range)
  }

  private func isPlausible(_ value: [UInt8], _ format: TokenFormat) -> Bool {
    let body = format.body(of: value)
    if format.hasChecksum, TokenChecksum.holds(body) { return true }
    return ValueJudgement.entropy(body) >= format.leastEntropy && !ValueJudgement.isPlaceholder(body)
  }

  // MARK: Assignments

  private func assignment(_ offset: Int, _ search: inout Search) -> Leak? {
    guard let found = Assignment.find(search.text, at: offset, style: search.style) else { return nil }
    search.assigned = found.name.upperBound
    let value = Array(search.text[found.value])
    if !flags.isEmpty {
      let name = search.bytes.text(found.name)
      if let flag = flags[name] ?? flags[name.uppercased()] {
        let isProse = found.isBare && search.style == .prose && !ValueJudgement.looksRandom(value)
        return flag && !isProse && isFlaggedValue(value) ? Leak(kind: .flagged(name), range: found.value) : nil
      }
    }
    guard value.count >= 8, !ValueJudgement.isReference(value) else { return nil }
    let lowered = SecretName.lowered(search.text[found.name])
    if ValueJudgement.mayBeToken(value),
      let format = Self.named.first(where: { $0.isNear(lowered) && $0.pattern.matchesWhole(value) }),
      isPlausible(value, format)
    {
      return Leak(kind: .token(format.title), range: found.value)
    }
    guard isLikely(value, lowered), SecretName.endsInWord(lowered), !ValueJudgement.isPlaceholder(value),
      !SecretName.isPublicDigest(lowered, value)
    else { return nil }
    return Leak(kind: .assignment(search.bytes.text(found.name)), range: found.value)
  }

  /// Whether a value looks made up, by a machine or by a person, for a name like this.
  ///
  /// - Parameter name: in small letters.
  private func isLikely(_ value: [UInt8], _ name: [UInt8]) -> Bool {
    ValueJudgement.looksRandom(value)
      || SecretName.namesCredential(name) && ValueJudgement.isUUID(value)
      || SecretName.namesPassword(name) && ValueJudgement.looksLikePassword(value)
  }

  private func command(_ offset: Int, _ search: inout Search) -> Leak? {
    let found = CommandPassword.find(search.text, at: offset)
    search.commanded = found.end
    return found.value.isEmpty ? nil : Leak(kind: .assignment(found.name), range: found.value)
  }

  // MARK: Values under whatever name

  func manifest(_ offset: Int, _ search: inout Search) -> [Leak] {
    guard offset >= search.listed else { return [] }
    let found = ManifestSecret.values(search.bytes, at: offset)
    search.listed = found.end
    return found.values.compactMap { value in
      let written = value.isEncoded ? Base64Text.decode(search.text[value.range]) : Array(search.text[value.range])
      let end = written.lastIndex { !$0.isSpace }.map { $0 + 1 } ?? 0
      let plain = Array(written[..<end])
      let encoding: Leak.Encoding? = value.isEncoded ? .base64 : nil
      if let kind = firstDecoded(plain) { return Leak(kind: kind, range: value.range, encoding: encoding) }
      guard !ValueJudgement.isReference(plain), !ValueJudgement.isPlaceholder(plain),
        ValueJudgement.looksRandom(plain) || ValueJudgement.looksLikePassword(plain) || ValueJudgement.isUUID(plain)
      else { return nil }
      return Leak(kind: .assignment(search.bytes.text(value.key)), range: value.range, encoding: encoding)
    }
  }

  func columns(_ bytes: [UInt8]) -> [Leak] {
    func lowered(_ name: Range<Int>) -> [UInt8] { bytes.withUnsafeBufferPointer { SecretName.lowered($0[name]) } }
    let cells = SecretColumns.cells(bytes) { SecretName.endsInWord(lowered($0)) }
    return cells.compactMap { cell in
      let value = Array(bytes[cell.value])
      guard value.count >= 8, !ValueJudgement.isReference(value), !ValueJudgement.isPlaceholder(value),
        isLikely(value, lowered(cell.name))
      else { return nil }
      return Leak(kind: .assignment(bytes.text(cell.name)), range: cell.value)
    }
  }

  private func isFlaggedValue(_ value: [UInt8]) -> Bool {
    value.count >= 4 && !ValueJudgement.isReference(value) && !ValueJudgement.isPlaceholder(value)
      && !SecretName.isName(value)
  }

  // MARK: Encodings

  private func base64(_ offset: Int, _ phase: Int, _ search: inout Search) -> Leak? {
    let run = Base64Text.run(around: offset, phase: phase, in: search.text)
    guard run.count >= 24 else { return nil }
    search.decoded = run.upperBound
    return firstDecoded(Base64Text.decode(search.text[run])).map { Leak(kind: $0, range: run, encoding: .base64) }
  }

  private func percent(_ offset: Int, _ search: inout Search) -> Leak? {
    let run = PercentText.run(around: offset, in: search.text)
    search.decoded = run.upperBound
    return firstDecoded(PercentText.decode(search.text[run])).map { Leak(kind: $0, range: run, encoding: .percent) }
  }

  private func firstDecoded(_ bytes: [UInt8]) -> Leak.Kind? {
    var kinds: [Leak] = []
    bytes.withUnsafeBufferPointer { text in
      var search = Search(text: text, bytes: bytes, style: .quoted)
      table.forEach(text) { trigger, offset in
        switch trigger {
        case .token, .privateKey, .urlScheme, .login:
          if let leak = leak(trigger, offset, &search, encoded: false) { kinds.append(leak) }
        default: break
        }
      }
    }
    return Self.outermost(kinds).first?.kind
  }

  // MARK: Choosing

  /// Of leaks that overlap the longest, then the one that says most.
  private static func outermost(_ leaks: [Leak]) -> [Leak] {
    var result: [Leak] = []
    let sorted = leaks.sorted {
      ($0.range.lowerBound, -$0.range.count, $0.kind.rank) < ($1.range.lowerBound, -$1.range.count, $1.kind.rank)
    }
    for leak in sorted {
      if let last = result.last, leak.range.lowerBound < last.range.upperBound {
        if leak.kind.rank < last.kind.rank, last.isGuess || leak.range.count * 2 > last.range.count {
          result[result.count - 1] = leak
        }
        continue
      }
      result.append(leak)
    }
    return result
  }

  private static let marks: [[UInt8]] = [
    "gitleaks:allow", "betterleaks:allow", "kingfisher:ignore", "pragma: allowlist secret",
  ]
  .map { Array($0.utf8) }

  /// Whether its line carries the mark with which other scanners are told to let it pass.
  private static func isAccepted(_ leak: Leak, _ bytes: [UInt8]) -> Bool {
    let start = max(0, leak.range.lowerBound - 512)
    let lineStart = bytes[start..<leak.range.lowerBound].lastIndex(of: 0x0A).map { $0 + 1 } ?? start
    let limit = min(bytes.count, leak.range.upperBound + 512)
    let lineEnd = bytes[leak.range.upperBound..<limit].firstIndex(of: 0x0A) ?? limit
    return marks.contains { bytes.firstRange(of: $0, in: lineStart..<lineEnd) != nil }
  }
}

extension Leak.Kind {
  /// What says more of the secret comes first.
  fileprivate var rank: Int {
    switch self {
    case .privateKey: 0
    case .flagged: 1
    case .token: 2
    case .urlPassword: 3
    case .assignment: 4
    }
  }
}

extension Leak {
  /// Whether only its name and the looks of its value speak for it.
  fileprivate var isGuess: Bool { if case .assignment = kind { true } else { false } }
}

extension TokenFormat {
  /// A token without the literal that it begins with.
  func body(of token: [UInt8]) -> ArraySlice<UInt8> {
    if case .literal(let prefix)? = pattern.parts.first { token.dropFirst(prefix.count) } else { token[...] }
  }
}
