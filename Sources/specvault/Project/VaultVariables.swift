import Console
import Cryptography
import DeploymentSpec
import Vault
import Vocabulary

/// A variable whose value the vault holds.
struct VaultVariable {
  let name: String
  let value: SecretBytes
  /// Whether it is a secret, rather than a parameter that anybody may read.
  let isSecret: Bool
  /// The entry it comes from.
  let entry: EntryAddress
}

/// What the vault holds for an environment.
struct VaultVariables {
  private(set) var variables: [VaultVariable] = []
  /// Variables that the spec flags secret and the vault has not.
  private(set) var absent: [SpecVariable] = []
  /// What the vault holds and is left out, or that it holds nothing of what was looked for: each a sentence.
  private(set) var omissions: [String] = []

  let selection: EnvironmentSelection
  let reading: Reading
  /// Whether the variables are for a program: then none decides which program that is.
  private let areForPrograms: Bool
  private var names: Set<String> = []
  private var unnamed: [String] = []

  /// By the spec and the naming rule.
  /// - Parameters:
  ///   - only: If not empty, the only variables to look for.
  ///   - areForPrograms: Whether a program gets them, rather than a reader of data.
  init(
    _ selection: EnvironmentSelection, _ reading: Reading, only: Set<String> = [], areForPrograms: Bool = true
  ) throws {
    self.selection = selection
    self.reading = reading
    self.areForPrograms = areForPrograms
    for variable in selection.spec?.variables.all ?? [] where only.isEmpty || only.contains(variable.name) {
      if let found = try lookUp(variable) {
        add(found)
      } else if variable.isSecret, !variable.comesFromRole(in: selection.environment) {
        absent.append(variable)
      }
    }
    try addUndeclared(only)
    noteUnnamed()
    if only.isEmpty { try noteNothing([Store.secretsManager, .parameterStore].compactMap(selection.prefix)) }
  }

  /// Every entry below a folder, or whose name begins with a prefix where there is no such folder; the rest of the name
  /// becomes the variable's: below `app`, `app/db` is `DB`.
  init(
    prefix: String, _ selection: EnvironmentSelection, _ reading: Reading, only: Set<String> = [],
    areForPrograms: Bool = true
  ) throws {
    self.selection = selection
    self.reading = reading
    self.areForPrograms = areForPrograms
    let stores = reading.store.map { [$0] } ?? [.secretsManager, .parameterStore]
    let folder = prefix.isEmpty || prefix.hasSuffix("/") ? prefix : prefix + "/"
    let isFolder = try stores.contains { try !reading.snapshot.names(in: $0, reading.scope, prefix: folder).isEmpty }
    let start = isFolder ? folder : prefix
    for store in stores {
      for entry in try reading.snapshot.names(in: store, reading.scope, prefix: start) {
        let rest =
          entry == start ? entry.split(separator: "/").last.map(String.init) : String(entry.dropFirst(start.count))
        let name = VariableName.make(of: String((rest ?? entry).drop { $0 == "/" }))
        guard only.isEmpty || only.contains(name), let found = try value(entry, in: store, as: name) else { continue }
        guard !names.contains(name) else {
          throw Refusal(
            "two entries below '\(prefix)' would become '\(name)'", hint: "choose one with --only or --store")
        }
        if isAllowed(found) { add(found) }
      }
    }
    if only.isEmpty { try noteNothing([start]) }
  }

  private mutating func add(_ variable: VaultVariable) {
    names.insert(variable.name)
    variables.append(variable)
  }

  private func lookUp(_ variable: SpecVariable) throws -> VaultVariable? {
    let named = variable.store(in: selection.environment)?.value
    let stores: [Store]
    switch named {
    case .parameterStore: stores = [.parameterStore]
    case .github: stores = [.github]
    case .iamRole: return nil
    case nil where !variable.isSecret: return nil
    case nil: stores = [.secretsManager, .parameterStore]
    default: stores = [.secretsManager]
    }
    for store in stores {
      if let found = try value(selection.entryName(variable.name, in: store), in: store, as: variable.name) {
        return found
      }
    }
    return nil
  }

  /// What lies under the naming rule's prefix and is in no table of the spec.
  private mutating func addUndeclared(_ only: Set<String>) throws {
    for store in [Store.secretsManager, .parameterStore] {
      guard let prefix = selection.prefix(in: store), prefix.hasSuffix("/") else { continue }
      for entry in try reading.snapshot.names(in: store, reading.scope, prefix: prefix) {
        let name = String(entry.dropFirst(prefix.count))
        guard only.isEmpty || only.contains(name) else { continue }
        guard VariableName.isValid(name) else {
          unnamed.append(entry)
          continue
        }
        guard selection.spec?.variables[name] == nil, !names.contains(name),
          let found = try value(entry, in: store, as: name), isAllowed(found)
        else { continue }
        add(found)
      }
    }
  }

  /// Nil for an entry that is not there, is marked for deletion or has no value.
  private func value(_ entry: String, in store: Store, as name: String) throws -> VaultVariable? {
    do {
      let found = try reading.service(store).value(entry, in: reading.snapshot)
      let type = found.version.parameter?.type
      return VaultVariable(
        name: name, value: found.bytes, isSecret: type == nil || type == .secureString, entry: found.entry.address)
    } catch let error as ServiceError where error.isNotFound || error.code == "InvalidRequestException" {
      return nil
    }
  }

  // MARK: What is left out

  /// Whether an entry that no spec declares may set a variable; one that may not is noted.
  private mutating func isAllowed(_ variable: VaultVariable) -> Bool {
    let name = variable.name
    guard areForPrograms, DecisiveVariables.contains(name), selection.spec?.variables[name] == nil,
      !selection.settings.vault.allow.contains(name)
    else { return true }
    omissions.append(
      "'\(name)' of the entry '\(variable.entry.name)' is left out: it decides which program runs or what it loads; "
        + "declare it in the spec, or list it under 'allow:' in .specvault.yaml")
    return false
  }

  private mutating func noteUnnamed() {
    let shown = 10
    for entry in unnamed.prefix(shown) {
      omissions.append("'\(entry)' is left out: the end of its name is not a variable's name")
    }
    if unnamed.count > shown {
      omissions.append("\(Count.of(unnamed.count - shown, "more entry", "more entries")) with such names left out")
    }
  }

  /// Says that nothing was taken from a vault that holds something, and what would have been.
  private mutating func noteNothing(_ prefixes: [String]) throws {
    guard variables.isEmpty, !prefixes.isEmpty else { return }
    var names: [String] = []
    for store in Store.allCases { names += try reading.snapshot.names(in: store, reading.scope, prefix: "") }
    guard !names.isEmpty else { return try noteOtherScopes(prefixes) }
    let elsewhere = names.filter { name in !prefixes.contains { name.hasPrefix($0) } }
    let folders = Set(elsewhere.map(folder)).sorted()
    let examples = folders.prefix(3).map { "'\($0)'" } + (folders.count > 3 ? ["…"] : [])
    let count = entries(elsewhere.count)
    let within = names.count - elsewhere.count
    omissions.append(
      within == 0
        ? "nothing under \(quoted(prefixes)); \(count) elsewhere: \(examples.joined(separator: ", "))"
        : "nothing taken of \(entries(within)) under \(quoted(prefixes)); \(count) elsewhere")
  }

  private mutating func noteOtherScopes(_ prefixes: [String]) throws {
    var count = 0
    try reading.snapshot.forEachEntry { _ in count += 1 }
    guard count > 0 else { return }
    let scope = "\(reading.scope.account), \(reading.scope.region)"
    omissions.append(
      "nothing under \(quoted(prefixes)); \(entries(count)) elsewhere: in other accounts or regions than \(scope)")
  }

  /// A name's folder, with its slash; the name itself where it has none.
  private func folder(of name: String) -> String { name.lastIndex(of: "/").map { String(name[...$0]) } ?? name }

  private func entries(_ count: Int) -> String { Count.of(count, "entry", "entries") }

  /// A parameter's name differs from a secret's by its slash only, where the naming rule is the usual one.
  private func quoted(_ prefixes: [String]) -> String {
    let distinct = prefixes.filter { prefix in !prefixes.contains { "/" + $0 == prefix } }
    return distinct.map { "'\($0)'" }.joined(separator: " or ")
  }
}

extension SpecVariable {
  /// Whether no stored value is meant at all.
  func comesFromRole(in environment: String) -> Bool { store(in: environment)?.value == .iamRole }

  /// Whether an environment cannot do without it.
  var isRequired: Bool {
    if case .required? = effectiveRequirement?.value { true } else { false }
  }
}

/// Names of environment variables (POSIX.1-2024, XBD 8.1).
enum VariableName {
  static func isValid(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy(isAllowed)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte == UInt8(ascii: "_")
  }

  /// `db/password` becomes `DB_PASSWORD`.
  static func make(of text: String) -> String {
    let name = String(decoding: text.utf8.map { isAllowed($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self).uppercased()
    return name.utf8.first.map { (0x30...0x39).contains($0) } ?? true ? "_\(name)" : name
  }
}

extension VaultVariables {
  /// All GitHub secrets.
  static func github(_ reading: Reading, only: Set<String>) throws -> [VaultVariable] {
    try reading.snapshot.entries(in: .github, reading.scope, prefix: "").compactMap { entry in
      guard only.isEmpty || only.contains(entry.address.name) else { return nil }
      let found = try reading.secrets(.github).value(entry.address.name, in: reading.snapshot)
      return VaultVariable(name: entry.address.name, value: found.bytes, isSecret: true, entry: entry.address)
    }
  }
}
