/// A table of facts as text: a row on each line, its fields separated by single spaces; a line that begins with `#` is a
/// comment. A row is taken apart when it is asked for.
package struct FieldTable: Sendable {
  /// One line, and where its first field ends.
  package struct Row: Sendable {
    package let key: Substring
    /// What follows the key.
    package let rest: Substring

    package var fields: [Substring] {
      rest.utf8.split(separator: UInt8(ascii: " ")).map { Substring($0) }
    }

    /// The value of the field `name=value`.
    package func value(of name: Substring) -> Substring? {
      var open = rest.utf8
      while !open.isEmpty {
        let field = open.prefix { $0 != UInt8(ascii: " ") }
        let value = field.dropFirst(name.utf8.count)
        if value.first == UInt8(ascii: "="), field.starts(with: name.utf8) { return Substring(value.dropFirst()) }
        open = open[field.endIndex...].dropFirst()
      }
      return nil
    }
  }

  package let rows: [Row]
  private let byKey: [Substring: Int]

  package init(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    rows = text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard line.first != UInt8(ascii: "#") else { return nil }
      let key = line.prefix { $0 != UInt8(ascii: " ") }
      return Row(key: Substring(key), rest: Substring(line[key.endIndex...].dropFirst()))
    }
    byKey = Dictionary(rows.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The first row that begins with a key.
  package subscript(key: String) -> Row? { byKey[key[...]].map { rows[$0] } }
}
