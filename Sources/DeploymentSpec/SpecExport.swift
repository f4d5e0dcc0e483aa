import ByteSearch
import Diagnostics
import Quantities

/// The model as JSON: `schemas/deployment-spec.schema.json`. Every value comes with the place it was read from.
package struct SpecExport: Encodable {
  private let version = 1
  private let documents: [Document]
  private let environments: [Environment]
  private let tables: [Table]
  private let environmentBlocks: [Block]
  private let secretPolicies: [Policy]
  private let pipelineDiagram: [Text]
  private let variables: [Variable]
  private let unknownTables: [Place]

  /// - Parameter redactions: where the documents hold secret values.
  package init(_ spec: DeploymentSpec, hiding redactions: Redactions) {
    let shown = Shown(redactions)
    documents = spec.documents.map { Document($0, shown) }
    environments = spec.environments.map { Environment($0, shown) }
    tables = spec.tables.map { Table($0, shown) }
    environmentBlocks = spec.environmentBlocks.map { Block($0, spec.variables, shown) }
    secretPolicies = spec.secretPolicies.map { Policy($0, shown) }
    pipelineDiagram = spec.pipelineDiagram.map { Text($0, shown) }
    variables = spec.variables.all.map(Variable.init)
    unknownTables = spec.unknownTables.map { Place($0.location, $0.section) }
  }

  /// Texts of the documents without secret values.
  private struct Shown {
    private let redactions: Redactions
    private let words: SecretWords

    init(_ redactions: Redactions) {
      self.redactions = redactions
      words = SecretWords(redactions)
    }

    func callAsFunction(_ text: String, at location: Location) -> String {
      isHidden(location) ? String(decoding: redactions.masked(location), as: UTF8.self) : words.masked(text)
    }

    func isHidden(_ location: Location) -> Bool { redactions.touches(location) }
  }

  /// A place in a document.
  private struct Place: Encodable {
    let file: String
    let section: String
    let start: Position
    let end: Position

    init(_ citation: Citation) { self.init(citation.location, citation.section) }

    init(_ location: Location, _ section: String) {
      file = location.source.path
      self.section = section
      start = location.start
      end = location.end
    }
  }

  private struct Text: Encodable {
    let value: String
    let at: Place

    init(_ cited: Cited<String>, _ shown: Shown) {
      value = shown(cited.value, at: cited.citation.location)
      at = Place(cited.citation)
    }
  }

  private struct Document: Encodable {
    let file: String
    let fields: [String: Text]

    init(_ document: SpecDocument, _ shown: Shown) {
      file = document.source.path
      fields = Dictionary(
        document.markdown.frontMatter.compactMap { field in
          document.field(field.key).map { (field.key, Text($0, shown)) }
        },
        uniquingKeysWith: { first, _ in first })
    }
  }

  private struct Environment: Encodable {
    let name: String
    let writtenName: Text
    let purpose: Text?
    let url: Text?
    let infrastructure: Text?

    init(_ environment: SpecEnvironment, _ shown: Shown) {
      name = environment.name
      writtenName = Text(environment.writtenName, shown)
      purpose = environment.purpose.map { Text($0, shown) }
      url = environment.url.map { Text($0, shown) }
      infrastructure = environment.infrastructure.map { Text($0, shown) }
    }
  }

  private struct Table: Encodable {
    let kind: String
    let at: Place
    let rows: [Row]
    let unknownColumns: [String]

    init(_ table: SpecTable, _ shown: Shown) {
      kind = table.kind.rawValue
      at = Place(table.location, table.section)
      rows = table.rows.map { Row($0, shown) }
      unknownColumns = table.unknownColumns.map(\.value)
    }
  }

  private struct Row: Encodable {
    let cells: [String: Cell]
    let byEnvironment: [String: Cell]?

    init(_ row: SpecRow, _ shown: Shown) {
      cells = Dictionary(uniqueKeysWithValues: row.cells.map { ($0.key.rawValue, Cell($0.value, shown)) })
      byEnvironment = row.byEnvironment.isEmpty ? nil : row.byEnvironment.mapValues { Cell($0, shown) }
    }
  }

  private struct Cell: Encodable {
    let text: String
    let value: Value
    let at: Place

    init(_ cell: SpecCell, _ shown: Shown) {
      let location = cell.citation.location
      text = shown(cell.text, at: location)
      value = Value(value: shown.isHidden(location) ? .text(text) : cell.value)
      at = Place(cell.citation)
    }
  }

  private struct Block: Encodable {
    struct Entry: Encodable {
      let name: String
      /// `nil` for a literal of a variable that is flagged secret.
      let value: String?
      let at: Place
    }

    let environment: String
    let at: Place
    let entries: [Entry]

    init(_ block: EnvironmentBlock, _ variables: VariableCatalog, _ shown: Shown) {
      environment = block.environment
      at = Place(block.location, block.section)
      entries = block.entries.map { entry in
        let isSecret = variables[entry.name]?.isSecret ?? false
        let isReference = entry.value.value.contains("$")
        return Entry(
          name: entry.name,
          value: isSecret && !isReference ? nil : shown(entry.value.value, at: entry.value.citation.location),
          at: Place(entry.value.citation))
      }
    }
  }

  private struct Policy: Encodable {
    struct Rotation: Encodable {
      let name: String
      let days: Double
      let at: Place
    }

    struct Access: Encodable {
      let environment: String
      let team: Text
      let permission: Text?
    }

    let rotations: [Rotation]
    let access: [Access]

    init(_ policy: SecretPolicy, _ shown: Shown) {
      rotations = policy.rotations.map {
        Rotation(name: $0.name, days: $0.every.value.days, at: Place($0.every.citation))
      }
      access = policy.access.map {
        Access(
          environment: $0.environment, team: Text($0.team, shown),
          permission: $0.permission.map { Text($0, shown) })
      }
    }
  }

  private struct Variable: Encodable {
    struct Fact: Encodable {
      let value: String
      let at: Place
    }

    struct Store: Encodable {
      let environments: [String]?
      let store: String
      let at: Place
    }

    let name: String
    let isSecret: Bool?
    let type: Fact?
    let requirement: Fact?
    let perEnvironment: Bool?
    let stores: [Store]
    let rotationDays: Double?
    let mentions: [Place]

    init(_ variable: SpecVariable) {
      name = variable.name
      isSecret = variable.secret?.value
      type = variable.type.map { Fact(value: $0.value.rawValue, at: Place($0.citation)) }
      requirement = variable.effectiveRequirement.map { Fact(value: $0.value.word, at: Place($0.citation)) }
      perEnvironment = variable.perEnvironment?.value
      stores = variable.stores.map {
        Store(environments: $0.environments, store: $0.store.value.description, at: Place($0.store.citation))
      }
      rotationDays = variable.rotation?.value.days
      mentions = variable.mentions.map { Place($0) }
    }
  }

  /// `{"kind": …}` with what that kind has.
  private struct Value: Encodable {
    let value: SpecValue

    enum Key: String, CodingKey {
      case kind, text, state, note, milliCPU, bytes, seconds, minimum, maximum, counts, comparison, number, unit,
        subject
      case windowSeconds, blocks, amount, currency, environments, isAll, store
    }

    func encode(to encoder: any Encoder) throws {
      var object = encoder.container(keyedBy: Key.self)
      try object.encode(kind, forKey: .kind)
      switch value {
      case .blank: break
      case .text(let text), .unread(let text): try object.encode(text, forKey: .text)
      case .flag(let flag):
        try object.encode(flag.state.rawValue, forKey: .state)
        try object.encodeIfPresent(flag.note, forKey: .note)
      case .cpu(let cpu): try object.encode(cpu.milli, forKey: .milliCPU)
      case .memory(let memory): try object.encode(memory.bytes, forKey: .bytes)
      case .size(let cpu, let memory):
        try object.encodeIfPresent(cpu?.milli, forKey: .milliCPU)
        try object.encodeIfPresent(memory?.bytes, forKey: .bytes)
      case .span(let span): try object.encode(span.seconds.isFinite ? span.seconds : nil, forKey: .seconds)
      case .count(let range):
        try object.encode(range.minimum, forKey: .minimum)
        try object.encode(range.maximum, forKey: .maximum)
      case .counts(let counts): try object.encode(counts.mapValues(\.description), forKey: .counts)
      case .threshold(let threshold):
        try object.encode(threshold.subject, forKey: .subject)
        try object.encode(threshold.comparison.rawValue, forKey: .comparison)
        try object.encode(threshold.value, forKey: .number)
        try object.encode(threshold.unit, forKey: .unit)
        try object.encodeIfPresent(threshold.window?.seconds, forKey: .windowSeconds)
      case .blocks(let blocks): try object.encode(blocks.map(\.description), forKey: .blocks)
      case .money(let money):
        try object.encode(money.amount, forKey: .amount)
        try object.encode(money.currency, forKey: .currency)
      case .percent(let range):
        try object.encode(range.minimum, forKey: .minimum)
        try object.encode(range.maximum, forKey: .maximum)
      case .environments(let names, let isAll):
        try object.encode(names, forKey: .environments)
        try object.encode(isAll, forKey: .isAll)
      case .store(let store): try object.encode(store.description, forKey: .store)
      }
    }

    private var kind: String { value.kind }
  }
}

extension SpecValue {
  /// One word for its shape.
  package var kind: String {
    switch self {
    case .blank: "blank"
    case .text: "text"
    case .flag: "flag"
    case .cpu: "cpu"
    case .memory: "memory"
    case .size: "size"
    case .span: "span"
    case .count: "count"
    case .counts: "counts"
    case .threshold: "threshold"
    case .blocks: "blocks"
    case .money: "money"
    case .percent: "percent"
    case .environments: "environments"
    case .store: "store"
    case .unread: "unread"
    }
  }
}

extension Requirement {
  package var word: String {
    switch self {
    case .required: "required"
    case .optional: "optional"
    case .conditional: "conditional"
    }
  }
}
