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
    /// The line of the file that it stands in.
    let line: Int
  }

  struct Change {
    let target: Target
    /// The version of the vault that has another value; nil where there is none.
    let replaced: String?

    var isConflict: Bool { replaced != nil }
  }

  private(set) var changes: [Change] = []
  private(set) var same: [String] = []
  /// Names without a value: no store keeps an empty one.
  private(set) var empty: [String] = []

  var conflicts: [Change] { changes.filter(\.isConflict) }

  /// The names whose values would be replaced here, and not by another plan, or another version of them.
  func conflicts(beyond other: ImportPlan) -> [String] {
    conflicts.filter { change in
      !other.conflicts.contains {
        $0.target.name == change.target.name && $0.target.store == change.target.store && $0.replaced == change.replaced
      }
    }.map(\.target.name)
  }

  init(_ targets: [Target], _ reading: Reading) throws {
    for target in ImportPlan.lastOfEach(targets) {
      guard target.value.count > 0 else {
        empty.append(target.name)
        continue
      }
      let current = try ImportPlan.current(target, reading)
      if let current, current.bytes.equals(target.value) {
        same.append(target.name)
      } else {
        changes.append(Change(target: target, replaced: current?.version.id))
      }
    }
  }

  /// Of values for one name the last counts, as all loaders have it.
  private static func lastOfEach(_ targets: [Target]) -> [Target] {
    var seen: Set<[String]> = []
    return targets.reversed().filter { seen.insert([$0.store.rawValue, $0.name]).inserted }.reversed()
  }

  /// Nil also where the store refuses the name: storing it will say why.
  private static func current(_ target: Target, _ reading: Reading) throws -> FoundValue? {
    do {
      return try reading.service(target.store).value(target.name, in: reading.snapshot)
    } catch is ServiceError {
      return nil
    }
  }

  /// Stores all of it.
  /// - Parameter path: What the file is called in messages.
  /// - Throws: `ServiceError` that names every line that cannot be stored, and why.
  func store(_ storing: Storing, tier: String?, path: String) throws {
    var faults: [ServiceError] = []
    for change in changes {
      do {
        _ = try storing.put(newValue(change.target, tier), in: change.target.store)
      } catch let error as ServiceError {
        let target = change.target
        faults.append(ServiceError(error.code, "\(path):\(target.line): '\(target.name)': \(error.message)"))
      }
    }
    guard let first = faults.first else { return }
    throw ServiceError(first.code, faults.map(\.message).joined(separator: "\n"))
  }

  private func newValue(_ target: Target, _ tier: String?) -> NewValue {
    var new = NewValue(name: target.name, value: target.value, user: Who.user)
    new.type = target.type
    if target.store.hasTypes { new.tier = tier }
    return new
  }

  /// A line for each name; values are in none.
  func summary(leftOut: [String]) -> String {
    var text = ""
    for change in changes {
      text += "  \(change.isConflict ? "differs" : "new    ")  \(change.target.name)  (\(change.target.store.title))\n"
    }
    for name in same { text += "  same     \(name)\n" }
    if !empty.isEmpty { text += "  left out, empty: \(empty.joined(separator: ", "))\n" }
    if !leftOut.isEmpty {
      text += "  left out, no secrets by the spec (--all takes them): \(leftOut.joined(separator: ", "))\n"
    }
    return text.isEmpty ? "there is nothing to import\n" : text
  }
}
