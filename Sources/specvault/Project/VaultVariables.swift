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
  /// The entry it comes from, for messages.
  let entry: String
}

/// What the vault holds for an environment.
struct VaultVariables {
  private(set) var variables: [VaultVariable] = []
  /// Variables that the spec flags secret and the vault has not.
  private(set) var absent: [SpecVariable] = []

  private let selection: EnvironmentSelection
  private let reading: Reading

  /// By the spec and the naming rule.
  /// - Parameter only: If not empty, the only variables to look for.
  init(_ selection: EnvironmentSelection, _ reading: Reading, only: Set<String> = []) throws {
    self.selection = selection
    self.reading = reading
    for variable in selection.spec?.variables.all ?? [] where only.isEmpty || only.contains(variable.name) {
      if let found = try lookUp(variable) {
        variables.append(found)
      } else if variable.isSecret, !variable.comesFromRole(in: selection.environment) {
        absent.append(variable)
      }
    }
    try addUndeclared(only)
  }

  /// Every entry whose name begins with a prefix; the rest of the name becomes the variable's.
  init(prefix: String, _ selection: EnvironmentSelection, _ reading: Reading, only: Set<String> = []) throws {
    self.selection = selection
    self.reading = reading
    for store in reading.store.map({ [$0] }) ?? [.secretsManager, .parameterStore] {
      for entry in try reading.snapshot.entries(in: store, reading.scope, prefix: prefix) {
        let name = VariableName.make(of: String(entry.address.name.dropFirst(prefix.count)))
        guard only.isEmpty || only.contains(name), let found = try value(of: entry, as: name) else { continue }
        guard !variables.contains(where: { $0.name == name }) else {
          throw Refusal(
            "two entries below '\(prefix)' would become '\(name)'", hint: "choose one with --only or --store")
        }
        variables.append(found)
      }
    }
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
      let address = EntryAddress(store, reading.scope, selection.entryName(variable.name, in: store))
      if let entry = try reading.snapshot.entry(at: address), let found = try value(of: entry, as: variable.name) {
        return found
      }
    }
    return nil
  }

  /// What lies under the naming rule's prefix and is in no table of the spec.
  private mutating func addUndeclared(_ only: Set<String>) throws {
    for store in [Store.secretsManager, .parameterStore] {
      guard let prefix = selection.prefix(in: store), prefix.hasSuffix("/") else { continue }
      for entry in try reading.snapshot.entries(in: store, reading.scope, prefix: prefix, isRecursive: false) {
        let name = String(entry.address.name.dropFirst(prefix.count))
        guard VariableName.isValid(name), only.isEmpty || only.contains(name), selection.spec?.variables[name] == nil,
          !variables.contains(where: { $0.name == name }), let found = try value(of: entry, as: name)
        else { continue }
        variables.append(found)
      }
    }
  }

  /// Nil for a secret that is marked for deletion or has no value.
  private func value(of entry: Entry, as name: String) throws -> VaultVariable? {
    do {
      let found = try reading.service(of: entry).value(entry.address.name, in: reading.snapshot)
      let type = found.version.parameter?.type
      return VaultVariable(
        name: name, value: found.bytes, isSecret: type == nil || type == .secureString, entry: entry.address.name)
    } catch let error as ServiceError where error.isNotFound || error.code == "InvalidRequestException" {
      return nil
    }
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
      return VaultVariable(name: entry.address.name, value: found.bytes, isSecret: true, entry: entry.address.name)
    }
  }
}
