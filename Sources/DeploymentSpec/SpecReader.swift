import ByteSearch
import Diagnostics
import Quantities
import Syntax
import Vocabulary

/// Reads the documents of one project into a `DeploymentSpec`.
package enum SpecReader {
  /// - Parameter vocabulary: the names of environments that are known before the documents are read.
  package static func read(_ sources: [SourceText], vocabulary: EnvironmentVocabulary = EnvironmentVocabulary())
    -> DeploymentSpec
  {
    let documents = sources.map { SpecDocument(markdown: MarkdownParser.parse($0)) }
    var collector = TableCollector(vocabulary: vocabulary)
    for document in documents { collector.collect(document.markdown) }
    let collected = collector.read()
    let blocks = CodeReader(vocabulary: collector.vocabulary)
    return DeploymentSpec(
      documents: documents, collected: collected, environmentBlocks: collected.code.compactMap(blocks.environmentBlock),
      secretPolicies: collected.code.compactMap(blocks.secretPolicy),
      pipelineDiagram: collected.code.flatMap(blocks.pipelineStages), vocabulary: collector.vocabulary,
      environments: SpecEnvironment.read(collected.tables))
  }
}

/// What a walk over the documents brought together.
struct CollectedTables {
  let tables: [SpecTable]
  let unknown: [UnknownTable]
  let code: [SpecCode]
}

/// Walks the blocks of documents, keeping the headings above each; then reads the cells of what it recognised.
private struct TableCollector {
  private(set) var vocabulary: EnvironmentVocabulary
  private var found: [Found] = []
  private var code: [SpecCode] = []
  private var headings: [MarkdownHeading] = []
  private var matcher: TableMatcher

  private struct Found {
    let table: MarkdownTable
    let source: SourceText
    let section: String
    let titles: [String]
    let legend: Legend?
    var match: TableMatcher.Match?
  }

  init(vocabulary: EnvironmentVocabulary) {
    self.vocabulary = vocabulary
    matcher = TableMatcher(vocabulary: vocabulary)
  }

  mutating func collect(_ document: MarkdownTree) {
    headings = []
    for (index, block) in document.blocks.enumerated() {
      switch block {
      case .heading(let heading):
        while let last = headings.last, last.level >= heading.level { headings.removeLast() }
        headings.append(heading)
      case .table(let table):
        found.append(
          Found(
            table: table, source: document.source, section: section, titles: titles,
            legend: legend(after: index, document),
            match: matcher.match(table, under: titles)))
      case .code(let block):
        code.append(
          SpecCode(
            language: block.language, section: section, headings: titles,
            content: Location(document.source, block.content)))
      default: break
      }
    }
  }

  private var section: String { headings.last?.text ?? "" }
  private var titles: [String] { headings.reversed().map(\.title) }

  /// Reads the cells, once the names that the documents have for their environments are known.
  mutating func read() -> CollectedTables {
    if learnEnvironments() {
      matcher = TableMatcher(vocabulary: vocabulary)
      for index in found.indices where found[index].match == nil {
        found[index].match = matcher.match(found[index].table, under: found[index].titles)
      }
    }
    let reader = CellReader(vocabulary: vocabulary)
    var tables: [SpecTable] = []
    var unknown: [UnknownTable] = []
    for entry in found {
      let location = Location(entry.source, entry.table.range)
      guard let match = entry.match else {
        unknown.append(self.unknown(entry, location))
        continue
      }
      let columns = match.unknown.map { entry.table.header[$0] }
      tables.append(
        SpecTable(
          kind: match.schema.kind, section: entry.section, location: location,
          rows: entry.table.rows.map { row($0, entry, match, reader) },
          unknownColumns: columns.map { Located($0.text, Location(entry.source, $0.range)) }, legend: entry.legend))
    }
    return CollectedTables(tables: tables, unknown: unknown, code: code)
  }

  /// A heading stands above one table of its kind; what follows that table may be of any.
  private mutating func unknown(_ entry: Found, _ location: Location) -> UnknownTable {
    let words = entry.table.header
    let header = Location(
      entry.source,
      (words.first?.range.lowerBound ?? location.range.lowerBound)..<(words.last?.range.upperBound
        ?? location.range.lowerBound))
    let expected = matcher.expected(under: entry.titles, like: words.map(\.text))
    let isThere = found.contains { other in
      other.source === entry.source && other.section == entry.section && other.match?.schema.kind == expected?.kind
    }
    return UnknownTable(
      section: entry.section, location: location, header: header, expected: isThere ? nil : expected)
  }

  /// Takes names of a team's own from the tables of environments; whether there were any.
  private mutating func learnEnvironments() -> Bool {
    var isNew = false
    for entry in found {
      guard let match = entry.match, match.schema.kind == .environments || match.schema.kind == .resourceLimits,
        let column = match.columns.first(where: { $0.column.field == .environment })
      else { continue }
      for row in entry.table.rows where column.index < row.cells.count {
        let name = row.cells[column.index].text
        guard !name.isEmpty, name != "-", !name.contains("{{"), !EnvironmentVocabulary.meansAll(name),
          vocabulary.canonical(name) == nil
        else { continue }
        _ = vocabulary.learn(name)
        isNew = true
      }
    }
    return isNew
  }

  private func row(_ row: MarkdownRow, _ entry: Found, _ match: TableMatcher.Match, _ reader: CellReader) -> SpecRow {
    func cell(_ index: Int, _ content: ColumnSchema.Content) -> SpecCell? {
      guard index < row.cells.count else { return nil }
      let cell = row.cells[index]
      return SpecCell(
        text: cell.text,
        value: reader.read(cell.text, as: content, under: entry.table.header[index].text),
        citation: Citation(location: Location(entry.source, cell.range), section: entry.section))
    }
    var cells: [SpecField: SpecCell] = [:]
    for (index, column) in match.columns { cells[column.field] = cell(index, column.content) }
    var byEnvironment: [String: SpecCell] = [:]
    for (index, name) in match.environments { byEnvironment[name] = cell(index, .text) }
    return SpecRow(location: Location(entry.source, row.range), cells: cells, byEnvironment: byEnvironment)
  }

  /// The legend stands in a quote, a paragraph or a list item between the table and the next table or heading.
  private func legend(after index: Int, _ document: MarkdownTree) -> Legend? {
    for block in document.blocks[(index + 1)...] {
      switch block {
      case .heading, .table: return nil
      case .quote(let text, let range), .paragraph(let text, let range), .listItem(let text, let range):
        for line in text.split(separator: "\n") {
          if let legend = Legend(String(line), Location(document.source, range)) { return legend }
        }
      case .code: continue
      }
    }
    return nil
  }
}

extension SpecEnvironment {
  /// The environments in the order of their first mention in tables of environments or sizes.
  fileprivate static func read(_ tables: [SpecTable]) -> [SpecEnvironment] {
    var result: [SpecEnvironment] = []
    for table in tables {
      switch table.kind {
      case .environments, .resourceLimits:
        for row in table.rows {
          guard let cell = row[.environment], case .environments(let names, false) = cell.value else { continue }
          for name in names { add(name, row, cell, to: &result) }
        }
      case .sizeMatrix:
        for (name, cell) in table.rows.first?.byEnvironment.sorted(by: { $0.key < $1.key }) ?? [] {
          if !result.contains(where: { $0.name == name }) {
            add(name, SpecRow(location: cell.citation.location, cells: [:], byEnvironment: [:]), cell, to: &result)
          }
        }
      default: break
      }
    }
    return result
  }

  private static func add(_ name: String, _ row: SpecRow, _ cell: SpecCell, to result: inout [SpecEnvironment]) {
    let known = result.firstIndex { $0.name == name }
    let old = known.map { result[$0] }
    let new = SpecEnvironment(
      name: name, writtenName: old?.writtenName ?? Cited(cell.text, cell.citation),
      purpose: old?.purpose ?? row.text(.purpose),
      url: old?.url ?? row.text(.url), infrastructure: old?.infrastructure ?? row.text(.infrastructure))
    if let known { result[known] = new } else { result.append(new) }
  }
}
