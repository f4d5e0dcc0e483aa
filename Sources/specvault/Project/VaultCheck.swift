import Cryptography
import DeploymentSpec
import Quantities
import Vault

/// The spec's secrets compared with the vault.
struct VaultCheck {
  struct Row: Encodable {
    let environment: String
    let variable: String
    let store: String
    let name: String
    /// `ok`, or what is amiss.
    let state: String
    let isAmiss: Bool
  }

  private let selection: EnvironmentSelection
  private let spec: DeploymentSpec
  private let reading: Reading

  init(_ selection: EnvironmentSelection, _ spec: DeploymentSpec, _ reading: Reading) {
    self.selection = selection
    self.spec = spec
    self.reading = reading
  }

  func rows(_ environments: [String]) throws -> [Row] {
    try environments.flatMap { environment in
      let selection = selection.at(environment)
      return try spec.variables.all.filter(\.isSecret).map { try row($0, selection) }
    }
  }

  /// What the vault holds of variables that the spec does not make secrets: nothing that is compared.
  func notes(_ environments: [String]) throws -> [String] {
    try environments.flatMap { environment in
      let selection = selection.at(environment)
      return try spec.variables.all.filter { !$0.isSecret && $0.store(in: environment) == nil }.compactMap { variable in
        let names = try Store.allCases.compactMap { store in
          let name = selection.entryName(variable.name, in: store)
          return try value(name, store).map { _ in name }
        }
        return names.first.map { "the vault has '\($0)', but the spec does not make '\(variable.name)' a secret" }
      }
    }
  }

  private func row(_ variable: SpecVariable, _ selection: EnvironmentSelection) throws -> Row {
    if variable.comesFromRole(in: selection.environment) {
      return Row(
        environment: selection.environment, variable: variable.name, store: "a role", name: "-",
        state: "not kept: a role gives it", isAmiss: false)
    }
    let environment = selection.environment
    let named = variable.store(in: environment)?.value
    let store = Store(named)
    let name = selection.entryName(variable.name, in: store)
    let found = try value(name, store)
    let fault: String?
    if let found {
      fault = try self.fault(found, variable, selection)
    } else {
      fault = try missing(variable, store, selection, isNamed: named != nil)
    }
    return Row(
      environment: environment, variable: variable.name, store: store.title, name: name, state: fault ?? "ok",
      isAmiss: fault != nil && fault != VaultCheck.optional)
  }

  private static let optional = "not set, and optional"

  private func value(_ name: String, _ store: Store) throws -> FoundValue? {
    do {
      return try reading.service(store).value(name, in: reading.snapshot)
    } catch let error as ServiceError where error.isNotFound || error.code == "InvalidRequestException" {
      return nil
    }
  }

  private func missing(
    _ variable: SpecVariable, _ store: Store, _ selection: EnvironmentSelection, isNamed: Bool
  ) throws -> String? {
    for other in Store.allCases where other != store {
      if try value(selection.entryName(variable.name, in: other), other) != nil {
        return isNamed ? "is in \(other.title) instead" : nil
      }
    }
    let address = EntryAddress(store, reading.scope, selection.entryName(variable.name, in: store))
    if try reading.snapshot.entry(at: address)?.secret.deleted != nil { return "is marked for deletion" }
    return variable.isRequired ? "missing" : VaultCheck.optional
  }

  private func fault(
    _ found: FoundValue, _ variable: SpecVariable, _ selection: EnvironmentSelection
  ) throws -> String? {
    if let type = variable.type?.value, let text = found.bytes.text(), !type.accepts(text) {
      return "is not \(type.noun)"
    }
    if let allowed = variable.allowedValues?.value, !allowed.isEmpty, let text = found.bytes.text(),
      !allowed.contains(text)
    {
      return "is none of the allowed values"
    }
    if let expired = expired(found, variable) { return expired }
    return try same(found, variable, selection)
  }

  /// Older than the spec's rotation rule, or than the secret's own.
  private func expired(_ found: FoundValue, _ variable: SpecVariable) -> String? {
    let age = Int((reading.now.milliseconds - found.version.created.milliseconds) / 86_400_000)
    let rule = rotation(variable).map { Int($0.seconds / 86_400) } ?? found.entry.secret.rotation?.afterDays
    guard let rule, rule > 0, age >= rule else { return nil }
    return "is \(age) days old; to be rotated every \(rule)"
  }

  private func rotation(_ variable: SpecVariable) -> TimeSpan? {
    if let own = variable.rotation?.value { return own }
    return spec.secretPolicies.lazy.flatMap(\.rotations).first { $0.name == variable.name }?.every.value
  }

  /// The value of another environment; meant to be shared where the spec says that it does not differ.
  private func same(
    _ found: FoundValue, _ variable: SpecVariable, _ selection: EnvironmentSelection
  ) throws -> String? {
    guard variable.perEnvironment?.value ?? true else { return nil }
    for environment in spec.environmentNames where environment != selection.environment {
      let other = selection.at(environment)
      let store = Store(variable.store(in: environment)?.value)
      let name = other.entryName(variable.name, in: store)
      guard name != found.entry.address.name, let value = try value(name, store) else { continue }
      if value.bytes.equals(found.bytes) { return "is the same as in \(environment)" }
    }
    return nil
  }
}
