import Diagnostics

/// Columns that line up, also with wide characters in them.
package struct TextTable {
  private let header: [String]
  private var rows: [[String]] = []

  package init(_ header: [String]) {
    self.header = header
  }

  package mutating func add(_ row: [String]) {
    rows.append(row.map(PlainLine.of))
  }

  package var isEmpty: Bool { rows.isEmpty }

  /// The table, a line a row, the last column as it is.
  package var text: String {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { DisplayWidth.of($0[column]) }.max() ?? 0 }
    return all.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        guard column < row.count - 1 else { continue }
        line += String(repeating: " ", count: widths[column] - DisplayWidth.of(cell) + 2)
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
