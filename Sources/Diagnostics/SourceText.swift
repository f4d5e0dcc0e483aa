/// The bytes of one input and the name that reports call it by.
///
/// A source is immutable and compared by identity: two locations are in the same file exactly when they hold the same
/// object. Offsets are UTF-8 byte offsets into `bytes` and ranges are half-open, everywhere in this package.
package final class SourceText: Sendable {
  /// The path as reports print it: relative to the folder the program was started in.
  package let path: String
  package let bytes: [UInt8]
  package let lines: LineTable

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    self.lines = LineTable(bytes)
  }

  package convenience init(path: String, text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }

  /// The path for people, whatever bytes it has.
  package var shownPath: String { PathBytes.shown(path) }

  /// The text of a range; bytes that are not UTF-8 become U+FFFD.
  package func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  package func position(_ offset: Int) -> Position {
    lines.position(of: offset, in: bytes)
  }

  /// The first line without its line break: where a finding about the whole file points.
  package var firstLine: Location {
    Location(self, lines.content(of: 0, in: bytes))
  }

  package var whole: Location {
    Location(self, 0..<bytes.count)
  }
}

/// A place in a source: what every finding, fact and citation points with.
package struct Location: Sendable, Hashable {
  package let source: SourceText
  package let range: Range<Int>

  package init(_ source: SourceText, _ range: Range<Int>) {
    self.source = source
    self.range = range
  }

  package var text: String { source.text(range) }
  package var start: Position { source.position(range.lowerBound) }
  package var end: Position { source.position(range.upperBound) }

  package static func == (a: Location, b: Location) -> Bool {
    a.source === b.source && a.range == b.range
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(source))
    hasher.combine(range)
  }
}

/// A value and the place it was read from.
package struct Located<Value: Sendable>: Sendable {
  package let value: Value
  package let location: Location

  package init(_ value: Value, _ location: Location) {
    self.value = value
    self.location = location
  }

  package func map<Other>(_ transform: (Value) -> Other) -> Located<Other> {
    Located<Other>(transform(value), location)
  }
}
