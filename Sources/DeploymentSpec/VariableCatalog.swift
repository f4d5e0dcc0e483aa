import ByteSearch
import Diagnostics
import Quantities
import Vocabulary

/// Whether an environment can do without a variable.
package enum Requirement: Sendable {
  case required
  case optional
  /// ⚪, with the legend of its table if there is one.
  case conditional(Legend?)
}

/// One variable as all tables and blocks of the documents describe it.
package struct SpecVariable: Sendable {
  package let name: String
  /// The cells that hold its name, in document order; the first for citations.
  package fileprivate(set) var mentions: [Citation] = []
  package fileprivate(set) var description: Cited<String>?
  package fileprivate(set) var type: Cited<VariableType>?
  package fileprivate(set) var allowedValues: Cited<[String]>?
  /// In characters.
  package fileprivate(set) var minimumLength: Cited<Int>?
  package fileprivate(set) var requirement: Cited<Requirement>?
  package fileprivate(set) var defaultValue: Cited<String>?
  /// What a table gives as a sample.
  package fileprivate(set) var example: Cited<String>?
  /// Every flag that the documents give, in order.
  package fileprivate(set) var secretFlags: [Cited<Bool>] = []
  package fileprivate(set) var perEnvironment: Cited<Bool>?
  package fileprivate(set) var stores: [(environments: [String]?, store: Cited<SecretStore>)] = []
  package fileprivate(set) var rotation: Cited<TimeSpan>?
  /// The value that a block or a flag's row gives in an environment.
  package fileprivate(set) var values: [String: Cited<String>] = [:]
  /// Whether a table lists it as a variable, rather than a block or a list of secrets only.
  fileprivate var isListed = false
  fileprivate var isFeatureFlag = false
  fileprivate var hasRequiredColumn = false
  fileprivate var note: Cited<String>?

  /// Secret if any table says so: the strict reading where documents disagree.
  package var secret: Cited<Bool>? {
    secretFlags.first(where: \.value) ?? secretFlags.first
  }

  package var isSecret: Bool { secret?.value ?? false }

  /// Whether a table of variables or feature flags has a row for it.
  package var isDescribed: Bool { isListed }

  /// A variable that is listed where no table says whether it is required is meant to be set.
  package var effectiveRequirement: Cited<Requirement>? {
    if let requirement { return requirement }
    guard isListed, !isFeatureFlag, !hasRequiredColumn, defaultValue == nil, let mention = mentions.first else {
      return nil
    }
    return Cited(.required, mention)
  }

  /// The store that an environment's value must come from.
  package func store(in environment: String?) -> Cited<SecretStore>? {
    guard let environment else {
      let all = Set(stores.map(\.store.value))
      return all.count == 1 ? stores[0].store : nil
    }
    return stores.first { $0.environments?.contains(environment) ?? false }?.store
      ?? stores.first { $0.environments == nil }?.store
  }
}

extension SpecVariable {
  /// What the tables' types, allowed values and lengths leave open, as the words of the row and its values tell it.
  fileprivate mutating func readWords() {
    let known = [defaultValue, example].compactMap { $0?.value } + values.values.map(\.value)
    let words = VariableWords(name: name, known: known)
    if let cell = defaultValue, type == nil, words.areBoolean { type = Cited(.boolean, cell.citation) }
    if let told = words.type(description?.value ?? "", over: type?.value), let mention = mentions.first {
      type = Cited(told, description?.citation ?? mention)
    }
    for cell in [description, note].compactMap({ $0 }) {
      if type?.value == .enumeration || type?.value == .string, allowedValues == nil {
        allowedValues = words.allowedValues(cell.value, isEnumeration: type?.value == .enumeration).map {
          Cited($0, cell.citation)
        }
      }
      if minimumLength == nil, type == nil || type?.value == .string || type?.value == .url {
        minimumLength = VariableWords.minimumLength(cell.value).map { Cited($0, cell.citation) }
      }
    }
  }
}

/// All variables of the documents.
package struct VariableCatalog: Sendable {
  private var byName: [String: SpecVariable] = [:]
  /// In the order of their first mention.
  package private(set) var names: [String] = []
  /// Names that one table lists twice.
  package private(set) var duplicates: [(name: String, first: Citation, second: Citation)] = []

  package subscript(name: String) -> SpecVariable? { byName[name] }
  package var all: [SpecVariable] { names.compactMap { byName[$0] } }
  package var isEmpty: Bool { names.isEmpty }

  init(
    tables: [SpecTable], blocks: [EnvironmentBlock], policies: [SecretPolicy], validated: [ValidatedVariable],
    environments: [String]
  ) {
    for table in tables {
      switch table.kind {
      case .variables: readVariables(table, environments)
      case .secrets: readSecrets(table, environments)
      case .featureFlags: readFlags(table, environments)
      case .variableValues: readValues(table)
      default: break
      }
    }
    for entry in validated { update(entry.name, entry.citation) { Self.refine(&$0, entry) } }
    for block in blocks {
      for entry in block.entries {
        update(entry.name, entry.value.citation) {
          $0.values[block.environment] = $0.values[block.environment] ?? entry.value
        }
      }
    }
    for (name, every) in policies.flatMap(\.rotations) {
      update(name, every.citation) { $0.rotation = $0.rotation ?? every }
    }
    for name in names { byName[name]?.readWords() }
  }

  private mutating func update(_ name: String, _ citation: Citation, _ change: (inout SpecVariable) -> Void) {
    guard Self.isVariableName(name) else { return }
    if byName[name] == nil { names.append(name) }
    // Changed where it stands: a copy of what a thousand rows say would be made for each of them.
    func update(_ variable: inout SpecVariable) {
      variable.mentions.append(citation)
      change(&variable)
    }
    update(&byName[name, default: SpecVariable(name: name)])
  }

  /// A table's word on a type counts, but for a general one, which the code says more exactly.
  private static func refine(_ variable: inout SpecVariable, _ entry: ValidatedVariable) {
    let isGeneral = variable.type.map { [.string, .number, .enumeration].contains($0.value) } ?? true
    let says =
      entry.type.map { $0.value != .string && !($0.value == .number && variable.type?.value == .port) } ?? false
    if isGeneral, says || variable.type == nil { variable.type = entry.type }
    variable.allowedValues = variable.allowedValues ?? entry.allowedValues
    variable.minimumLength = variable.minimumLength ?? entry.minimumLength
    variable.defaultValue = variable.defaultValue ?? entry.defaultValue
    if variable.requirement == nil, !entry.isOptional { variable.requirement = Cited(.required, entry.citation) }
  }

  private static func isVariableName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
      (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
    }
  }

  private mutating func readVariables(_ table: SpecTable, _ environments: [String]) {
    var seen: [String: Citation] = [:]
    let hasRequiredColumn = table.rows.contains { $0[.required] != nil }
    for row in table.rows {
      guard let name = row[.name] else { continue }
      if let first = seen[name.text] { duplicates.append((name.text, first, name.citation)) }
      seen[name.text] = seen[name.text] ?? name.citation
      update(name.text, name.citation) { variable in
        variable.isListed = true
        variable.hasRequiredColumn = variable.hasRequiredColumn || hasRequiredColumn
        Self.read(row, table.legend, into: &variable)
        Self.readEnvironments(row, into: &variable)
        for cell in [row.text(.description), row.text(.note)].compactMap({ $0 }) {
          Self.readFlagValues(cell, environments, into: &variable)
        }
      }
    }
  }

  /// What the columns of environments say: the store of a secret, else a value where the cell is one word of ASCII.
  private static func readEnvironments(_ row: SpecRow, into variable: inout SpecVariable) {
    for (environment, cell) in row.byEnvironment.sorted(by: { $0.key < $1.key }) where Flag(cell.text) == nil {
      let isWord = !cell.text.isEmpty && cell.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && cell.text != "-"
      if isWord, !variable.isSecret {
        variable.values[environment] = variable.values[environment] ?? Cited(cell.text, cell.citation)
      } else if let store = SecretStore(naming: cell.text) {
        variable.stores.append(([environment], Cited(store, cell.citation)))
      }
    }
  }

  private static func read(_ row: SpecRow, _ legend: Legend?, into variable: inout SpecVariable) {
    func flag(_ field: SpecField) -> Cited<Flag>? {
      row[field]?.cited { value in if case .flag(let flag) = value { flag } else { nil } }
    }
    variable.description = variable.description ?? row.text(.description)
    if let type = row.text(.type) {
      variable.type = variable.type ?? VariableType(type.value).map { Cited($0, type.citation) }
      readAllowed(type, into: &variable)
    }
    if let allowed = row.text(.allowedValues) { readAllowed(allowed, into: &variable) }
    if let required = flag(.required), variable.requirement == nil {
      let requirement: Requirement =
        switch required.value.state {
        case .yes: .required
        case .no: .optional
        case .conditional: .conditional(legend)
        }
      variable.requirement = Cited(requirement, required.citation)
    }
    variable.defaultValue = variable.defaultValue ?? row.text(.defaultValue)
    variable.example = variable.example ?? row.text(.example)
    variable.note = variable.note ?? row.text(.note)
    if let secret = flag(.secret), secret.value.state != .conditional {
      variable.secretFlags.append(Cited(secret.value.isYes, secret.citation))
    }
    if let perEnvironment = flag(.perEnvironment), variable.perEnvironment == nil {
      variable.perEnvironment = Cited(perEnvironment.value.isYes, perEnvironment.citation)
    }
  }

  /// `enum(debug, info, warn)`, `enum: debug|info`, or a cell of its own.
  private static func readAllowed(_ cell: Cited<String>, into variable: inout SpecVariable) {
    guard variable.allowedValues == nil else { return }
    let text = cell.value
    let list =
      text.firstIndex(where: { $0 == "(" || $0 == ":" || $0 == "[" }).map { text[text.index(after: $0)...] }
      ?? (VariableType(text) == nil ? text[...] : "")
    let values = list.split(whereSeparator: { ",|/)]".contains($0) }).map {
      $0.filter { $0 != "'" && $0 != "\"" && $0 != "`" }.trimmingSpaces()
    }.filter { !$0.isEmpty }
    if values.count >= 2 { variable.allowedValues = Cited(values, cell.citation) }
  }

  private mutating func readSecrets(_ table: SpecTable, _ environments: [String]) {
    for row in table.rows {
      guard let name = row[.name] else { continue }
      update(name.text, name.citation) { variable in
        variable.secretFlags.append(Cited(true, name.citation))
        let store = row[.store]?.cited { value in if case .store(let store) = value { store } else { nil } }
        if let store {
          variable.stores.append((Self.environments(row), store))
        }
        if let cell = row[.rotation], case .span(let span) = cell.value {
          variable.rotation = variable.rotation ?? Cited(span, cell.citation)
        }
      }
    }
  }

  private static func environments(_ row: SpecRow) -> [String]? {
    guard let cell = row[.environments], case .environments(let names, false) = cell.value else { return nil }
    return names
  }

  private mutating func readFlags(_ table: SpecTable, _ environments: [String]) {
    for row in table.rows {
      guard let name = row[.name] else { continue }
      update(name.text, name.citation) { variable in
        variable.isListed = true
        variable.isFeatureFlag = true
        variable.description = variable.description ?? row.text(.description)
        variable.defaultValue = variable.defaultValue ?? row.text(.defaultValue)
        if let cell = row[.environments] {
          Self.readFlagValues(Cited(cell.text, cell.citation), environments, into: &variable)
        }
      }
    }
  }

  /// A row for each variable, a column for each environment. Signs such as ✅ are no values.
  private mutating func readValues(_ table: SpecTable) {
    for row in table.rows {
      guard let name = row[.name] else { continue }
      update(name.text, name.citation) { variable in
        for (environment, cell) in row.byEnvironment where Flag(cell.text) == nil && !cell.text.isEmpty {
          variable.values[environment] = variable.values[environment] ?? Cited(cell.text, cell.citation)
        }
      }
    }
  }

  /// `Staging만 true`: true there, the default everywhere else.
  private static func readFlagValues(
    _ cell: Cited<String>, _ environments: [String], into variable: inout SpecVariable
  ) {
    guard let initial = variable.defaultValue, ["true", "false"].contains(initial.value.lowercased()) else { return }
    let text = cell.value.lowercased()
    let vocabulary = EnvironmentVocabulary(custom: Dictionary(uniqueKeysWithValues: environments.map { ($0, []) }))
    let named = vocabulary.mentioned(in: cell.value)
    guard !named.isEmpty, let value = ["true", "false"].first(where: text.contains) else { return }
    let isOnly = text.contains("만") || text.contains("only")
    guard isOnly || variable.isFeatureFlag else { return }
    for name in named { variable.values[name] = Cited(value, cell.citation) }
    guard isOnly else { return }
    for name in environments where !named.contains(name) { variable.values[name] = variable.values[name] ?? initial }
  }
}
