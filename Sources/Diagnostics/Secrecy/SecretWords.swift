import ByteSearch

/// Takes secret values out of sentences: out of messages, helps and notes.
///
/// A value that is long enough to be no word of the language is taken out wherever it stands. Near its place, which is in
/// the lines that a finding points at, so are short ones and parts of long ones, but only where a sentence quotes.
package struct SecretWords: Sendable {
  private let redactions: Redactions
  private let values: ValueSet
  /// The meanings of each source, by their offsets.
  private let meanings: [ObjectIdentifier: [(offset: Int, text: [UInt8])]]

  package init(_ redactions: Redactions) {
    self.redactions = redactions
    var values = ValueSet()
    for hidden in redactions.hidden.values {
      for value in redactions.values(in: hidden.source) { values.insert(value) }
      for meaning in hidden.meanings { values.insert(meaning.text) }
    }
    self.values = values
    meanings = redactions.hidden.mapValues { $0.meanings.sorted { $0.offset < $1.offset } }
  }

  /// A sentence without the values that stand out anywhere.
  package func masked(_ text: String) -> String {
    guard !values.isEmpty else { return text }
    var bytes = Array(text.utf8)
    let found = values.ranges(in: bytes)
    guard !found.isEmpty else { return text }
    Self.hide(found, in: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A sentence about some places, also without what it quotes of the values there.
  func masked(_ text: String, near: [[UInt8]]) -> String {
    let text = masked(text)
    guard !near.isEmpty else { return text }
    var bytes = Array(text.utf8)
    guard let first = bytes.firstIndex(of: Self.quote), let last = bytes.lastIndex(of: Self.quote), first < last else {
      return text
    }
    var found = RangeList()
    for value in near { Self.addShared(value, bytes, first + 1..<last, to: &found) }
    let ranges = found.overlapping(0..<bytes.count).filter { range in
      let quotation = Self.quotation(around: range, in: bytes)
      return !Self.isName(bytes[quotation]) || near.contains { $0.elementsEqual(bytes[quotation]) }
    }
    guard !ranges.isEmpty else { return text }
    Self.hide(ranges, in: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func quotation(around range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
    let start = bytes[..<range.lowerBound].lastIndex(of: quote).map { $0 + 1 } ?? range.lowerBound
    return start..<(bytes[range.upperBound...].firstIndex(of: quote) ?? range.upperBound)
  }

  /// Whether a quotation is a variable's or a placeholder's name, which may well be a part of the value: `${NAME:-…}`,
  /// `{{NAME}}`.
  private static func isName(_ quotation: ArraySlice<UInt8>) -> Bool {
    let isMark: (UInt8) -> Bool = { "{}$<> ".utf8.contains($0) }
    let name = quotation.drop(while: isMark).reversed().drop(while: isMark)
    return name.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") }
  }

  /// The values that stand in the lines of some places: the bytes and what they mean.
  func values(near locations: [Location]) -> [[UInt8]] {
    guard !redactions.isEmpty else { return [] }
    var result: [[UInt8]] = []
    for location in locations {
      let source = location.source
      for run in redactions.runs(in: Self.surroundings(of: location)).prefix(Self.mostNear) {
        result.append(Array(source.bytes[run.clamped(to: 0..<source.bytes.count)]))
        let known = meanings[ObjectIdentifier(source)] ?? []
        let start = known.partitionIndex { $0.offset >= run.lowerBound }
        result += known[start...].prefix { $0.offset < run.upperBound }.prefix(Self.mostNear).map(\.text)
      }
    }
    return result
  }

  private static let quote = UInt8(ascii: "'")
  /// So many bytes in a row of a value are not shown in a quotation.
  private static let leastShared = 6
  /// More values than these in one place make no sentence.
  private static let mostNear = 32
  private static let reach = 1 << 12

  /// The lines of a place, as far as a person would look.
  private static func surroundings(of location: Location) -> Location {
    let (source, range) = (location.source, location.range)
    let first = source.lines.content(of: source.lines.line(at: range.lowerBound), in: source.bytes)
    let last = source.lines.content(of: source.lines.line(at: range.upperBound), in: source.bytes)
    let start = max(first.lowerBound, range.lowerBound - reach)
    return Location(source, start..<max(start, min(last.upperBound, range.lowerBound + reach)))
  }

  /// Adds the parts of a text's range that it shares with a value: the value as a whole, or enough bytes in a row.
  private static func addShared(_ value: [UInt8], _ text: [UInt8], _ range: Range<Int>, to found: inout RangeList) {
    guard !value.isEmpty, value.count <= reach else { return }
    guard value.count >= leastShared else {
      // `'x'`: of a short one only the whole quotation, or what is no mere letter in it.
      var start = range.lowerBound
      while let hit = text.firstRange(of: value, in: start..<range.upperBound) {
        let isQuotation = text[hit.lowerBound - 1] == quote && text[hit.upperBound] == quote
        if value.count > 2 || isQuotation { found.add(hit) }
        start = hit.upperBound
      }
      return
    }
    let grams = Set(value.indices.dropLast(leastShared - 1).map { value[$0..<$0 + leastShared] })
    var start = range.lowerBound
    while start + leastShared <= range.upperBound {
      if grams.contains(text[start..<start + leastShared]) { found.add(start..<start + leastShared) }
      start += 1
    }
  }

  /// - Parameter ranges: in order; none overlaps another.
  private static func hide(_ ranges: [Range<Int>], in bytes: inout [UInt8]) {
    for range in ranges.reversed() { bytes.replaceSubrange(range, with: Redactions.stars.utf8) }
  }
}

/// Values that are looked for in a text all at once, by their first eight bytes.
private struct ValueSet: Sendable {
  private static let keyLength = 8
  /// So much of a value's beginning is not shown either.
  private static let shownAtMost = 12

  private var byKey: [UInt64: [[UInt8]]] = [:]
  private var firstBytes = [Bool](repeating: false, count: 256)

  var isEmpty: Bool { byKey.isEmpty }

  /// Takes a value that no sentence has by chance: eight bytes, not letters alone.
  mutating func insert(_ value: [UInt8]) {
    guard value.count >= Self.keyLength, !value.allSatisfy({ Self.isLetter($0) }) else { return }
    let key = Self.key(value[..<Self.keyLength])
    guard !(byKey[key]?.contains(value) ?? false) else { return }
    byKey[key, default: []].append(value)
    firstBytes[Int(value[0])] = true
  }

  /// Where values stand in a text, in order: whole ones, and beginnings of long ones.
  func ranges(in text: [UInt8]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var index = 0
    while index + Self.keyLength <= text.count {
      guard firstBytes[Int(text[index])], let values = byKey[Self.key(text[index..<index + Self.keyLength])] else {
        index += 1
        continue
      }
      let longest = values.map { Self.shared($0, text[index...]) }.max() ?? 0
      if longest > 0 { result.append(index..<index + longest) }
      index += max(1, longest)
    }
    return result
  }

  /// How much of a text's beginning is a value, or the beginning of a long one; 0 if too little.
  private static func shared(_ value: [UInt8], _ text: ArraySlice<UInt8>) -> Int {
    let count = zip(value, text).prefix { $0 == $1 }.count
    return count >= min(value.count, shownAtMost) ? count : 0
  }

  private static func key(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
}
