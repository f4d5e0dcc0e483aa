import Cryptography
import Diagnostics
import Syntax

/// Finds the values that references stand for, as ECS and CloudFormation would.
package final class Resolver {
  private let snapshot: Snapshot
  private let scope: Scope
  private let now: Timestamp
  /// The store that names without an ARN are looked up in; nil for all.
  private let store: Store?
  /// What the user should know of how a reference was resolved.
  package private(set) var notes: [String] = []
  /// How many values were found.
  package private(set) var count = 0
  /// What was found: a text may hold one reference many times.
  private var known: [ValueReference: SecretBytes] = [:]

  package init(_ snapshot: Snapshot, scope: Scope, now: Timestamp, store: Store? = nil) {
    self.snapshot = snapshot
    self.scope = scope
    self.now = now
    self.store = store
  }

  /// The value of a reference.
  /// - Throws: ``ServiceError``, ``ReferenceError``, ``AmbiguousName``, ``VaultError``.
  package func value(of reference: ValueReference) throws -> SecretBytes {
    if let found = known[reference] {
      count += 1
      return found
    }
    let found: SecretBytes
    switch reference {
    case .secret(let id, let jsonKey, let stage, let versionID):
      let secret = try secret(id, versionID: versionID, stage: stage)
      found = try jsonKey.map { try JSONField.value(of: $0, in: secret.bytes, secret: id) } ?? secret.bytes
    case .parameter(let name):
      found = try parameter(name).bytes
    case .name(let name):
      found = try named(name).bytes
    }
    known[reference] = found
    count += 1
    return found
  }

  /// The value of a reference that stands in a text, at these bytes.
  /// - Throws: The same; what is refused names the reference.
  package func value(of occurrence: DynamicReference.Occurrence, in bytes: [UInt8]) throws -> SecretBytes {
    do {
      return try value(of: try occurrence.reference.get())
    } catch let error as ServiceError {
      throw ServiceError(error.code, "'\(String(decoding: bytes[occurrence.range], as: UTF8.self))': \(error.message)")
    }
  }

  /// A text with every dynamic reference in it replaced.
  package func text(_ text: String) throws -> SecretBytes {
    let bytes = Array(text.utf8)
    var parts: [SecretBytes] = []
    var index = 0
    for occurrence in DynamicReference.occurrences(in: bytes) {
      parts.append(copy(bytes[index..<occurrence.range.lowerBound]))
      parts.append(try value(of: occurrence, in: bytes))
      index = occurrence.range.upperBound
    }
    return parts.isEmpty ? SecretBytes(utf8: text) : SecretBytes.joining(parts + [copy(bytes[index...])])
  }

  private func copy(_ bytes: ArraySlice<UInt8>) -> SecretBytes {
    bytes.withUnsafeBytes { SecretBytes(copying: $0) }
  }

  // MARK: Lookups

  private func secret(_ id: String, versionID: String?, stage: String?) throws -> FoundValue {
    func look(_ id: String, _ scope: Scope) throws -> FoundValue {
      try SecretsManager(scope: scope, now: now).value(id, versionID: versionID, stage: stage, in: snapshot)
    }
    guard let arn = ResourceName.parse(id) else { return try look(id, scope) }
    do {
      return try look(id, arn.scope)
    } catch let error as ServiceError where error.isNotFound {
      // The ARN is that of the deployed secret; its stand-in has the same name and another suffix.
      let names = [String(arn.resource.dropLast(7)), arn.resource]
      for scope in [arn.scope, self.scope] {
        for name in names where !name.isEmpty {
          guard try snapshot.entry(at: EntryAddress(.secretsManager, scope, name)) != nil else { continue }
          notes.append("'\(id)' is not in the vault; '\(name)' was taken in its place")
          return try look(name, scope)
        }
      }
      throw error
    }
  }

  private func parameter(_ reference: String) throws -> FoundValue {
    if case .secret(let id, _, let stage, let versionID)? = ValueReference.secret(behindParameterPath: reference) {
      return try secret(id, versionID: versionID, stage: stage)
    }
    guard let arn = ResourceName.parse(reference) else {
      return try ParameterStore(scope: scope, now: now).value(reference, in: snapshot)
    }
    do {
      return try ParameterStore(scope: arn.scope, now: now).value(reference, in: snapshot)
    } catch let error as ServiceError where error.code == "ParameterNotFound" && arn.scope != scope {
      let found = try ParameterStore(scope: scope, now: now).value(arn.resource, in: snapshot)
      notes.append("'\(reference)' is not in the vault; '\(arn.resource)' was taken in its place")
      return found
    }
  }

  private func named(_ name: String) throws -> FoundValue {
    var found: [FoundValue] = []
    var failure: ServiceError?
    for store in store.map({ [$0] }) ?? Store.allCases {
      do {
        switch store {
        case .parameterStore: found.append(try parameter(name))
        case .secretsManager, .github:
          found.append(try SecretsManager(store: store, scope: scope, now: now).value(name, in: snapshot))
        }
      } catch let error as ServiceError {
        // Why a name is refused matters more than that another store has never heard of it.
        if !error.isNotFound && error.code != "ValidationException" || failure == nil { failure = error }
      }
    }
    if found.count > 1 { throw AmbiguousName(name: name, stores: found.map(\.entry.address.store)) }
    guard let value = found.first else {
      if let failure, !failure.isNotFound, failure.code != "ValidationException" { throw failure }
      throw ServiceError.notFound("'\(name)' is in no store of this vault")
    }
    return value
  }
}

/// A name that several stores know.
package struct AmbiguousName: Error, Equatable, CustomStringConvertible {
  package let name: String
  package let stores: [Store]

  package init(name: String, stores: [Store]) {
    self.name = name
    self.stores = stores
  }

  package var description: String {
    "'\(name)' is in \(stores.map(\.title).joined(separator: " and in "))"
  }
}

/// The fields of a secret that is a JSON object.
package enum JSONField {
  /// A text as it is, anything else as its JSON.
  /// - Throws: ``ServiceError`` where the secret is no object or has no such key; the value itself is in no message.
  package static func value(of key: String, in secret: SecretBytes, secret name: String) throws -> SecretBytes {
    guard let root = object(secret) else {
      throw ServiceError.invalidRequest("the secret '\(name)' is not a JSON object, so it has no key '\(key)'")
    }
    guard let field = root.entries.last(where: { $0.key.text == key })?.value else {
      throw ServiceError.notFound("the secret '\(name)' has no key '\(key)'")
    }
    return bytes(field)
  }

  /// All fields; nil where the secret is no JSON object.
  package static func all(in secret: SecretBytes) -> [String: SecretBytes]? {
    guard let root = object(secret) else { return nil }
    return Dictionary(root.entries.compactMap { entry in entry.key.text.map { ($0, bytes(entry.value)) } }) { $1 }
  }

  private static func object(_ secret: SecretBytes) -> DataNode? {
    let tree = JSONParser.parse(SourceText(path: "", bytes: secret.withUnsafeBytes { Array($0) }))
    guard tree.problems.isEmpty, let root = tree.documents.first, root.isMapping else { return nil }
    return root
  }

  private static func bytes(_ field: DataNode) -> SecretBytes {
    if case .doubleQuoted? = field.style, let text = field.text { return SecretBytes(utf8: text) }
    return field.tree.source.bytes[field.range].withUnsafeBytes { SecretBytes(copying: $0) }
  }
}
