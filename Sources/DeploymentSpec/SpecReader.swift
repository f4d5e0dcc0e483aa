import Diagnostics
import Quantities
import Syntax
import Vocabulary

/// Reads the documents of one project into a `DeploymentSpec`.
package enum SpecReader {
  /// - Parameter vocabulary: the names of environments that are known before the documents are read.
  package static func read(_ sources: [SourceText], vocabulary: EnvironmentVocabulary = EnvironmentVocabulary()) -> DeploymentSpec {
    let documents = sources.map { SpecDocument(markdown: MarkdownParser.parse($0)) }
    let vocabulary = learnEnvironments(documents, vocabulary)
    var collector = TableCollector(vocabulary: vocabulary)
    for document in documents { collector.collect(document.markdown) }
    let blocks = CodeReader(vocabulary: vocabulary)
    let environmentBlocks = collector.code.compactMap(blocks.environmentBlock)
    let policies = collector.code.compactMap(blocks.secretPolicy)
    let environments = SpecEnvironment.read(collector.tables, vocabulary)
    return DeploymentSpec(
      documents: documents, collected: CollectedTables(tables: collector.tables, unknown: collector.unknown, code: collector.code),
      environmentBlocks: environmentBlocks, secretPolicies: policies,
      pipelineDiagram: collector.code.flatMap(blocks.pipelineStages), vocabulary: vocabulary, environments: environments)
  }

  /// A first pass over the tables of environments, so that names of a team's own are known in all others.
  private static func learnEnvironments(_ documents: [SpecDocument], _ vocabulary: EnvironmentVocabulary) -> EnvironmentVocabulary {
    var vocabulary = vocabulary
    var collector = TableCollector(vocabulary: vocabulary)
    for document in documents { collector.collect(document.markdown) }
    for row in collector.tables.filter({ $0.kind == .environments }).flatMap(\.rows) {
      guard let cell = row[.environment], !cell.isBlank, !cell.text.contains("{{") else { continue }
      if case .environments(_, true) = cell.value { continue }
      _ = vocabulary.learn(cell.text)
    }
    return vocabulary
  }
}

/// What a walk over the documents brought together.
struct CollectedTables {
  let tables: [SpecTable]
  let unknown: [UnknownTable]
  let code: [SpecCode]
}

/// Walks the blocks of documents, keeping the headings above each.
private struct TableCollector {
  let vocabulary: EnvironmentVocabulary
  var tables: [SpecTable] = []
  var unknown: [UnknownTable] = []
  var code: [SpecCode] = []
  private var headings: [MarkdownHeading] = []

  init(vocabulary: EnvironmentVocabulary) { self.vocabulary = vocabulary }

  mutating func collect(_ document: MarkdownTree) {
    headings = []
    for (index, block) in document.blocks.enumerated() {
      switch block {
      case .heading(let heading):
        while let last = headings.last, last.level >= heading.level { headings.removeLast() }
        headings.append(heading)
      case .table(let table):
        read(table, document, legend: legend(after: index, document))
      case .code(let block):
        code.append(
          SpecCode(
            language: block.language, section: section, headings: titles, content: Location(document.source, block.content)))
      default: break
      }
    }
  }

  private var section: String { headings.last?.text ?? "" }
  private var titles: [String] { headings.reversed().map(\.title) }

  private mutating func read(_ table: MarkdownTable, _ document: MarkdownTree, legend: Legend?) {
    let location = Location(document.source, table.range)
    guard let match = TableMatcher(vocabulary: vocabulary).match(table, under: titles) else {
      unknown.append(UnknownTable(section: section, location: location))
      return
    }
    tables.append(
      SpecTable(
        kind: match.schema.kind, section: section, location: location,
        rows: table.rows.map { row($0, match, document.source) },
        unknownColumns: match.unknown.map { Located(table.header[$0].text, Location(document.source, table.header[$0].range)) },
        legend: legend))
  }

  private func row(_ row: MarkdownRow, _ match: TableMatcher.Match, _ source: SourceText) -> SpecRow {
    let reader = CellReader(vocabulary: vocabulary)
    func cell(_ index: Int, _ content: ColumnSchema.Content) -> SpecCell? {
      guard index < row.cells.count else { return nil }
      let cell = row.cells[index]
      return SpecCell(
        text: cell.text, value: reader.read(cell.text, as: content),
        citation: Citation(location: Location(source, cell.range), section: section))
    }
    var cells: [SpecField: SpecCell] = [:]
    for (index, column) in match.columns { cells[column.field] = cell(index, column.content) }
    var byEnvironment: [String: SpecCell] = [:]
    for (index, name) in match.environments { byEnvironment[name] = cell(index, .text) }
    return SpecRow(location: Location(source, row.range), cells: cells, byEnvironment: byEnvironment)
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
  /// The environments in the order of their first mention: tables of environments, then sizes.
  fileprivate static func read(_ tables: [SpecTable], _ vocabulary: EnvironmentVocabulary) -> [SpecEnvironment] {
    var result: [SpecEnvironment] = []
    for table in tables where table.kind == .environments || table.kind == .resourceLimits {
      for row in table.rows {
        guard let cell = row[.environment], case .environments(let names, false) = cell.value else { continue }
        for name in names { add(name, row, cell, to: &result) }
      }
    }
    return result
  }

  private static func add(_ name: String, _ row: SpecRow, _ cell: SpecCell, to result: inout [SpecEnvironment]) {
    let known = result.firstIndex { $0.name == name }
    let old = known.map { result[$0] }
    let new = SpecEnvironment(
      name: name, writtenName: old?.writtenName ?? Cited(cell.text, cell.citation), purpose: old?.purpose ?? row.text(.purpose),
      url: old?.url ?? row.text(.url), infrastructure: old?.infrastructure ?? row.text(.infrastructure))
    if let known { result[known] = new } else { result.append(new) }
  }
}
