import Syntax
import Vocabulary

/// Finds which kind of table a Markdown table is, and which column holds what.
struct TableMatcher {
  let vocabulary: EnvironmentVocabulary

  struct Match {
    let schema: TableSchema
    /// The column of each field.
    let columns: [(index: Int, column: ColumnSchema)]
    /// The columns named after an environment.
    let environments: [(index: Int, name: String)]
    let unknown: [Int]
    fileprivate let score: Int
  }

  /// - Parameter headings: the titles of the headings above the table, the nearest first.
  func match(_ table: MarkdownTable, under headings: [String]) -> Match? {
    let headers = table.header.map { normalized($0.text) }
    return TableSchema.all
      .compactMap { match(headers, $0, headings.map(normalized)) }
      .reduce(nil) { best, next in best.map { next.score > $0.score ? next : $0 } ?? next }
  }

  private func match(_ headers: [String], _ schema: TableSchema, _ headings: [String]) -> Match? {
    let (columns, exact) = assign(headers, schema)
    let environments = schema.hasEnvironmentColumns ? environmentColumns(headers, columns) : []
    let fields = Set(columns.map(\.column.field))
    guard schema.required.allSatisfy(fields.contains), schema.oneOf.isEmpty || schema.oneOf.contains(where: fields.contains),
      !schema.hasEnvironmentColumns || environments.count >= 2
    else { return nil }
    let heading = headingScore(schema, headings)
    let known = columns.count + environments.count
    let score = heading + exact * 4 + known * 3 - (headers.count - known) * 3
    guard heading > 0 || (known >= 2 && exact >= 2 && known * 2 > headers.count) else { return nil }
    let taken = Set(columns.map(\.index) + environments.map(\.index))
    return Match(
      schema: schema, columns: columns, environments: environments, unknown: headers.indices.filter { !taken.contains($0) },
      score: score)
  }

  /// Exact header words first, then headers that contain a column's word.
  private func assign(_ headers: [String], _ schema: TableSchema) -> ([(index: Int, column: ColumnSchema)], exact: Int) {
    var result: [(index: Int, column: ColumnSchema)] = []
    var taken: Set<SpecField> = []
    var exact = 0
    for (index, header) in headers.enumerated() {
      guard let column = schema.columns.first(where: { !taken.contains($0.field) && $0.words.contains(header) }) else { continue }
      result.append((index, column))
      taken.insert(column.field)
      exact += 1
    }
    let assigned = Set(result.map(\.index))
    for (index, header) in headers.enumerated() where !assigned.contains(index) && !header.isEmpty {
      let found = schema.columns
        .filter { !taken.contains($0.field) }
        .compactMap { column in longestWord(of: column, in: header).map { (column, $0) } }
        .max { $0.1 < $1.1 }
      if let (column, _) = found {
        result.append((index, column))
        taken.insert(column.field)
      }
    }
    return (result.sorted { $0.index < $1.index }, exact)
  }

  private func longestWord(of column: ColumnSchema, in header: String) -> Int? {
    column.words.filter { contains(header, $0) }.map(\.count).max()
  }

  /// Korean words join up without spaces; Latin ones must stand alone.
  private func contains(_ text: String, _ word: String) -> Bool {
    guard let range = text.firstRange(of: word) else { return false }
    guard word.allSatisfy(\.isASCII) else { return true }
    let before = range.lowerBound > text.startIndex ? text[text.index(before: range.lowerBound)] : " "
    let after = range.upperBound < text.endIndex ? text[range.upperBound] : " "
    func joins(_ character: Character) -> Bool { character.isASCII && (character.isLetter || character.isNumber) }
    return !joins(before) && !joins(after)
  }

  private func environmentColumns(_ headers: [String], _ columns: [(index: Int, column: ColumnSchema)]) -> [(index: Int, name: String)] {
    headers.enumerated().compactMap { index, header in
      guard !columns.contains(where: { $0.index == index }), let name = vocabulary.mentioned(in: header).first else { return nil }
      return (index, name)
    }
  }

  /// More for the nearest heading, and for more of it.
  private func headingScore(_ schema: TableSchema, _ headings: [String]) -> Int {
    for (depth, heading) in headings.enumerated() {
      let longest = schema.headings.filter { contains(heading, $0) }.map(\.count).max() ?? 0
      if longest > 0 { return depth == 0 ? 12 + min(longest, 12) : 4 }
    }
    return 0
  }

  private func normalized(_ text: String) -> String {
    text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
