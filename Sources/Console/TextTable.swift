import Diagnostics

/// Columns that line up, also with wide characters in them.
package struct TextTable {
  /// Row by row, the header first.
  private var cells: [String] = []
  /// How many columns of a terminal each cell takes, and the widest of each column.
  private var widths: [Int] = []
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
      cells.append(plain)
      widths.append(width)
      columns[column] = max(columns[column], width)
    }
  }

  package var isEmpty: Bool { cells.count == columns.count }

  /// The table, a line a row, the last column as it is.
  package var text: String {
    var text: [UInt8] = []
    text.reserveCapacity(cells.count / columns.count * columns.reduce(0) { $0 + $1 + 2 })
    var column = 0
    // Spaces are written when something follows them.
    var spaces = 0
    for (cell, width) in zip(cells, widths) {
      let trailing = cell.utf8.reversed().prefix { $0 == UInt8(ascii: " ") }.count
      if trailing < cell.utf8.count {
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: spaces))
        text += cell.utf8.dropLast(trailing)
        spaces = 0
      }
      spaces += trailing + columns[column] - width + 2
      column += 1
      guard column == columns.count else { continue }
      text.append(UInt8(ascii: "\n"))
      (column, spaces) = (0, 0)
    }
    return String(decoding: text, as: UTF8.self)
  }
}
