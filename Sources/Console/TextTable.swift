import Diagnostics

/// Columns that line up, also with wide characters in them.
package struct TextTable {
  private struct Cell {
    /// Its bytes, without spaces at its end.
    let bytes: Int
    /// How many columns of a terminal these take.
    let width: Int
  }

  /// The cells' texts one behind the other, row by row, the header first.
  private var texts: [UInt8] = []
  private var cells: [Cell] = []
  /// The widest of each column.
  private var columns: [Int]

  package init(_ header: [String]) {
    columns = header.map { _ in 0 }
    add(header)
  }

  /// - Parameter row: As many cells as the header has.
  package mutating func add(_ row: [String]) {
    precondition(row.count == columns.count, "a table's rows have as many cells as its header")
    for (column, cell) in row.enumerated() {
      let plain = PlainLine.of(cell)
      let width = DisplayWidth.of(plain)
      let spaces = plain.utf8.reversed().prefix { $0 == UInt8(ascii: " ") }.count
      texts += plain.utf8.dropLast(spaces)
      cells.append(Cell(bytes: plain.utf8.count - spaces, width: width - spaces))
      columns[column] = max(columns[column], width)
    }
  }

  package var isEmpty: Bool { cells.count == columns.count }

  /// The table, a line a row, the last column as it is.
  package var text: String {
    var text: [UInt8] = []
    text.reserveCapacity(cells.count / columns.count * columns.reduce(0) { $0 + $1 + 2 } + texts.count)
    var start = 0
    var column = 0
    // Spaces are written when something follows them.
    var spaces = 0
    for cell in cells {
      if cell.bytes > 0 {
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: spaces))
        text += texts[start..<start + cell.bytes]
        spaces = 0
      }
      start += cell.bytes
      spaces += columns[column] - cell.width + 2
      column += 1
      guard column == columns.count else { continue }
      text.append(UInt8(ascii: "\n"))
      (column, spaces) = (0, 0)
    }
    return String(decoding: text, as: UTF8.self)
  }
}
