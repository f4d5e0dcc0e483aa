import ByteSearch
import Syntax
import Vocabulary

/// Finds which kind of table a Markdown table is, and which column holds what.
struct TableMatcher {
  let vocabulary: EnvironmentVocabulary
  /// How well a heading fits each schema: headings stand above many tables.
  private var headingScores: [String: [Int]] = [:]

  init(vocabulary: EnvironmentVocabulary) {
    self.vocabulary = vocabulary
  }

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
  mutating func match(_ table: MarkdownTable, under headings: [String]) -> Match? {
    let headers = table.header.map { normalized($0.text) }
    let exact = HeaderIndex.shared.exactColumns(headers)
    let scores = headings.map { headingScore($0) }
    var best: Match?
    for index in TableSchema.all.indices {
      let schema = TableSchema.all[index]
      let depth = scores.firstIndex { $0[index] > 0 }
      let heading = depth.map { $0 == 0 ? 12 + scores[0][index] : 4 } ?? 0
      guard heading > 0 || exact[index].count >= 2 else { continue }
      if let match = match(headers, schema, exact[index], heading), match.score > best?.score ?? Int.min {
        best = match
      }
    }
    return best
  }

  /// What a table that is of no kind ought to be by the heading right above it: the kind whose words make up most of that
  /// heading, and the columns that such a table needs.
  mutating func expected(under headings: [String], like header: [String]) -> UnknownTable.Expectation? {
    guard let heading = headings.first else { return nil }
    let letters = normalized(heading).filter { $0.isLetter }.count
    let scores = headingScore(heading)
    guard let best = scores.indices.max(by: { scores[$0] < scores[$1] }), scores[best] > 0,
      scores[best] * 3 >= letters * 2
    else { return nil }
    let schema = TableSchema.all[best]
    let isKorean = (header + [heading]).contains { $0.utf8.contains { $0 >= 0x80 } }
    func names(_ fields: [SpecField]) -> [String] {
      fields.compactMap { field in
        let words = schema.columns.first { $0.field == field }?.words ?? []
        return words.first { $0.utf8.contains { $0 >= 0x80 } == isKorean } ?? words.first
      }
    }
    return UnknownTable.Expectation(
      kind: schema.kind, columns: names(schema.required), oneOf: names(schema.oneOf),
      needsEnvironments: schema.environmentColumns == .needed)
  }

  private func match(_ headers: [String], _ schema: TableSchema, _ exact: [(index: Int, column: Int)], _ heading: Int)
    -> Match?
  {
    let (columns, exactCount) = assign(headers, schema, exact)
    let environments = schema.environmentColumns == .none ? [] : environmentColumns(headers, columns)
    let fields = Set(columns.map(\.column.field))
    guard schema.required.allSatisfy(fields.contains),
      schema.oneOf.isEmpty || schema.oneOf.contains(where: fields.contains),
      schema.environmentColumns != .needed || environments.count >= 2
    else { return nil }
    let known = columns.count + environments.count
    guard heading > 0 || (known >= 2 && exactCount >= 2 && known * 2 > headers.count) else { return nil }
    let taken = Set(columns.map(\.index) + environments.map(\.index))
    return Match(
      schema: schema, columns: columns, environments: environments,
      unknown: headers.indices.filter { !taken.contains($0) },
      score: heading + exactCount * 4 + known * 3 - (headers.count - known) * 3)
  }

  /// Exact header words first, then headers that contain a column's word.
  private func assign(
    _ headers: [String], _ schema: TableSchema, _ exact: [(index: Int, column: Int)]
  ) -> ([(index: Int, column: ColumnSchema)], exact: Int) {
    var result: [(index: Int, column: ColumnSchema)] = []
    var taken: Set<SpecField> = []
    var assigned: Set<Int> = []
    for (index, number) in exact {
      let column = schema.columns[number]
      guard !assigned.contains(index), taken.insert(column.field).inserted else { continue }
      result.append((index, column))
      assigned.insert(index)
    }
    let exactCount = result.count
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
    return (result.sorted { $0.index < $1.index }, exactCount)
  }

  private func longestWord(of column: ColumnSchema, in header: String) -> Int? {
    column.words.filter { contains(header, $0) }.map(\.utf8.count).max()
  }

  /// Korean words join up without spaces; Latin ones must stand alone.
  private func contains(_ text: String, _ word: String) -> Bool {
    guard let range = text.firstRange(of: word) else { return false }
    guard word.utf8.allSatisfy({ $0 < 0x80 }) else { return true }
    func joins(_ byte: UInt8?) -> Bool { byte.map(\.isWord) ?? false }
    return !joins(text.utf8[..<range.lowerBound].last) && !joins(text.utf8[range.upperBound...].first)
  }

  private func environmentColumns(_ headers: [String], _ columns: [(index: Int, column: ColumnSchema)]) -> [(
    index: Int, name: String
  )] {
    headers.enumerated().compactMap { index, header in
      guard !columns.contains(where: { $0.index == index }), let name = vocabulary.mentioned(in: header).first else {
        return nil
      }
      return (index, name)
    }
  }

  /// For each schema how much of a heading is one of its words.
  private mutating func headingScore(_ heading: String) -> [Int] {
    if let known = headingScores[heading] { return known }
    let text = normalized(heading)
    let scores = TableSchema.all.map { schema in
      min(12, schema.headings.filter { contains(text, $0) }.map(\.count).max() ?? 0)
    }
    headingScores[heading] = scores
    return scores
  }

  private func normalized(_ text: String) -> String {
    text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// The header words of all schemas by their hash, so that a table is held against all of them at once. The words are ours
/// and few: equal hashes are equal words.
private struct HeaderIndex: Sendable {
  private let places: [UInt64: [(schema: Int, column: Int)]]

  static let shared = HeaderIndex()

  private init() {
    var places: [UInt64: [(schema: Int, column: Int)]] = [:]
    places.reserveCapacity(1_024)
    for (schema, table) in TableSchema.all.enumerated() {
      for (column, entry) in table.columns.enumerated() {
        for word in entry.words { places[FNV1a.hash(word.utf8), default: []].append((schema, column)) }
      }
    }
    self.places = places
  }

  /// For each schema, the headers that are exactly a word of one of its columns.
  func exactColumns(_ headers: [String]) -> [[(index: Int, column: Int)]] {
    var result = [[(index: Int, column: Int)]](repeating: [], count: TableSchema.all.count)
    for (index, header) in headers.enumerated() {
      for place in places[FNV1a.hash(header.utf8)] ?? [] { result[place.schema].append((index, place.column)) }
    }
    return result
  }
}
