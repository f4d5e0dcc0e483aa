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
    for word in Assignment.words { table.add(.name, word.utf8, isFolded: true) }
    for mark in ["-----BEGIN", "---- BEGIN", "PuTTY-User"] { table.add(.privateKey, mark.utf8) }
    table.add(.urlScheme, "://".utf8)
    table.add(.authorization, "authorization".utf8, isFolded: true)
    table.add(.name, Assignment.hump.utf8)
    table.add(.login, "\"auth\"".utf8)
    for command in CommandPassword.commands { table.add(.command, command.utf8) }
    table.add(.percent, "%3a%2f%2f".utf8, isFolded: true)
    for start in [
      "-----BEGIN ", "postgres://", "postgresql://", "mysql://", "mongodb", "redis", "amqp", "eyJhbGciOi", "eyJ0eXAiOi",
      "eyJraWQiOi",
    ] {
      addEncoded(Array(start.utf8), to: &table)
    }
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
  /// - Parameter isSettings: whether values may stand without quotes: dotenv, YAML, INI.
  package func scan(_ bytes: [UInt8], isSettings: Bool = false) -> [Leak] {
    var leaks: [Leak] = []
    bytes.withUnsafeBufferPointer { text in
      var search = Search(text: text, bytes: bytes, isSettings: isSettings)
      table.forEach(text) { trigger, offset in
        if let leak = leak(trigger, offset, &search, encoded: true) { leaks.append(leak) }
      }
    }
    return Self.outermost(leaks.filter { !Self.isAccepted($0, bytes) })
  }

  /// Where a search stands.
  struct Search {
    let text: UnsafeBufferPointer<UInt8>
    let bytes: [UInt8]
    let isSettings: Bool
    /// Up to here assignments, encoded texts and commands have been looked at.
    var assigned = 0
    var decoded = 0
    var commanded = 0
  }

  func leak(_ trigger: TriggerTable.Trigger, _ offset: Int, _ search: inout Search, encoded: Bool) -> Leak? {
    switch trigger {
    case .token(let index): return token(Self.formats[Int(index)], offset, search.text)
    case .privateKey:
      return PrivateKeyText.find(search.bytes, at: offset).map { Leak(kind: .privateKey($0.label), range: $0.range) }
    case .urlScheme: return URLPassword.find(search.bytes, at: offset).map { Leak(kind: .urlPassword, range: $0) }
    case .authorization:
      return AuthorizationHeader.find(search.bytes, at: offset).map {
        Leak(kind: .assignment("Authorization"), range: $0)
      }
    case .login:
      return AuthorizationHeader.findLogin(search.bytes, at: offset).map { Leak(kind: .assignment("auth"), range: $0) }
    case .command: return offset >= search.commanded ? command(offset, &search) : nil
    case .name: return offset >= search.assigned ? assignment(offset, &search) : nil
    case .base64(let phase): return encoded && offset >= search.decoded ? base64(offset, Int(phase), &search) : nil
    case .percent: return encoded && offset >= search.decoded ? percent(offset, &search) : nil
    }
  }

  // MARK: Tokens

  private func token(_ format: TokenFormat, _ offset: Int, _ text: UnsafeBufferPointer<UInt8>) -> Leak? {
    guard let range = format.pattern.match(text, anchorAt: offset) else { return nil }
    if range.lowerBound > 0, text[range.lowerBound - 1].isLetter || text[range.lowerBound - 1].isDigit { return nil }
    guard isPlausible(Array(text[range]), format) else { return nil }
    return Leak(kind: .token(format.title), range: range)
  }

  private func isPlausible(_ value: [UInt8], _ format: TokenFormat) -> Bool {
    let body = format.body(of: value)
    if format.hasChecksum, TokenChecksum.holds(body) { return true }
    return ValueJudgement.entropy(body) >= format.leastEntropy && !ValueJudgement.isPlaceholder(body)
  }

  // MARK: Assignments

  private func assignment(_ offset: Int, _ search: inout Search) -> Leak? {
    guard let found = Assignment.find(search.text, at: offset, isSettings: search.isSettings) else { return nil }
    search.assigned = found.name.upperBound
    let value = Array(search.text[found.value])
    if !flags.isEmpty {
      let name = search.bytes.text(found.name)
      if let flag = flags[name] ?? flags[name.uppercased()] {
        return flag && isFlaggedValue(value) ? Leak(kind: .flagged(name), range: found.value) : nil
      }
    }
    guard mayBeSecret(value), !ValueJudgement.isReference(value) else { return nil }
    let lowered = Assignment.lowered(search.text[found.name])
    if let format = Self.named.first(where: { $0.isNear(lowered) && $0.pattern.matchesWhole(value) }),
      isPlausible(value, format)
    {
      return Leak(kind: .token(format.title), range: found.value)
    }
    let isLikely =
      ValueJudgement.looksRandom(value)
      || Assignment.namesPassword(lowered) && ValueJudgement.looksLikePassword(value)
    guard isLikely, Assignment.endsInWord(lowered), !ValueJudgement.isPlaceholder(value),
      !Assignment.isPublicDigest(lowered, value)
    else { return nil }
    return Leak(kind: .assignment(search.bytes.text(found.name)), range: found.value)
  }

  private func command(_ offset: Int, _ search: inout Search) -> Leak? {
    let found = CommandPassword.find(search.text, at: offset)
    search.commanded = found.end
    return found.value.isEmpty ? nil : Leak(kind: .assignment(found.name), range: found.value)
  }

  private func isFlaggedValue(_ value: [UInt8]) -> Bool {
    value.count >= 4 && !ValueJudgement.isReference(value) && !ValueJudgement.isPlaceholder(value)
      && !Assignment.isName(value)
  }

  /// What most values fail, asked first.
  private func mayBeSecret(_ value: [UInt8]) -> Bool {
    value.count >= 8 && value.contains(where: \.isDigit) && value.contains(where: \.isLetter)
      && !value.contains(where: \.isSpace)
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
      var search = Search(text: text, bytes: bytes, isSettings: false)
      table.forEach(text) { trigger, offset in
        switch trigger {
        case .token, .privateKey, .urlScheme:
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
        if leak.kind.rank < last.kind.rank, leak.range.count * 2 > last.range.count { result[result.count - 1] = leak }
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

extension TokenFormat {
  /// A token without the literal that it begins with.
  func body(of token: [UInt8]) -> ArraySlice<UInt8> {
    if case .literal(let prefix)? = pattern.parts.first { token.dropFirst(prefix.count) } else { token[...] }
  }
}
