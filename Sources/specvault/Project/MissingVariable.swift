import DeploymentSpec
import Vault

extension VaultVariables {
  /// What to do about a variable that the spec requires and nothing has: the vault may have it where nobody looks for it.
  func remedy(for variable: SpecVariable) throws -> String {
    let environment = selection.environment
    let store = Store(variable.store(in: environment)?.value)
    let name = selection.entryName(variable.name, in: store)
    let isStored = variable.isSecret || variable.store(in: environment) != nil
    for other in Store.allCases {
      let address = EntryAddress(other, reading.scope, selection.entryName(variable.name, in: other))
      guard let entry = try reading.snapshot.entry(at: address) else { continue }
      let held = "the vault has it as '\(address.name)' in \(other.title)"
      if entry.secret.deleted != nil { return "\(held), marked for deletion: specvault restore \(address.name)" }
      if !isStored {
        return "\(held), but the spec does not make it a secret: flag it there, or set it in .env.\(environment)"
      }
      return other == store
        ? "\(held), without a value: \(Self.put(name, store))"
        : "\(held), but the spec keeps it in \(store.title): \(Self.put(name, store))"
    }
    return isStored ? Self.put(name, store) : "set it in .env.\(environment)"
  }

  private static func put(_ name: String, _ store: Store) -> String {
    "specvault put \(name)\(store == .github ? " --store github" : "")"
  }
}
