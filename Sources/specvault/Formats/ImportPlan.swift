import Cryptography
import Vault

/// What an import would change.
struct ImportPlan {
  /// A value and where it belongs.
  struct Target {
    let name: String
    let store: Store
    /// A parameter's type; nil for the usual one.
    let type: ParameterType?
    let value: SecretBytes
  }

  struct Change {
    let name: String
    let store: Store
    let type: ParameterType?
    let value: SecretBytes
    /// Whether the vault has another value.
    let isConflict: Bool
  }

  private(set) var changes: [Change] = []
  private var same: [String] = []

  init(_ targets: [Target], _ reading: Reading) throws {
    for target in targets {
      let current = try ImportPlan.current(target, reading)
      if let current, current.equals(target.value) {
        same.append(target.name)
        continue
      }
      changes.removeAll { $0.name == target.name && $0.store == target.store }
      changes.append(
        Change(
          name: target.name, store: target.store, type: target.type, value: target.value, isConflict: current != nil))
    }
  }

  private static func current(_ target: Target, _ reading: Reading) throws -> SecretBytes? {
    do {
      return target.store == .parameterStore
        ? try reading.parameters.value(target.name, in: reading.snapshot).bytes
        : try reading.secrets(target.store).value(target.name, in: reading.snapshot).bytes
    } catch let error as ServiceError where error.isNotFound || error.code == "ValidationException" {
      return nil
    }
  }

  /// A line for each name; values are in none.
  func summary(leftOut: [String]) -> String {
    var text = ""
    for change in changes {
      text += "  \(change.isConflict ? "differs" : "new    ")  \(change.name)  (\(change.store.title))\n"
    }
    for name in same { text += "  same     \(name)\n" }
    if !leftOut.isEmpty {
      text += "  left out, no secrets by the spec (--all takes them): \(leftOut.joined(separator: ", "))\n"
    }
    return text.isEmpty ? "there is nothing to import\n" : text
  }
}
