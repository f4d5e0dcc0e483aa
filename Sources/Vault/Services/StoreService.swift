import Cryptography

/// What Secrets Manager, Parameter Store and GitHub's secrets have in common: whoever works with any of them need not ask
/// which one it is. What a service cannot do, it refuses in its own words.
package protocol StoreService: Sendable {
  var store: Store { get }
  var scope: Scope { get }
  var now: Timestamp { get }
  /// What one of its entries is called: `secret`, `parameter`.
  var noun: String { get }
  /// The option by which the command line chooses one of its versions by label.
  var labelOption: String { get }

  /// The entry of this name or ARN, deleted or not.
  /// - Throws: ``ServiceError`` where there is none.
  func find(_ name: String, in snapshot: Snapshot) throws -> Entry

  /// The same, nil where there is none.
  /// - Throws: ``ServiceError`` for what can be no name here.
  func lookUp(_ name: String, in snapshot: Snapshot) throws -> Entry?

  /// - Throws: ``ServiceError`` for what can be no name of a new entry here.
  func validate(name: String) throws

  /// The version that counts where none is named.
  func current(of entry: Entry) -> Version?

  /// The version that counted before it.
  func previous(of entry: Entry) -> Version?

  /// A value; of the current version where no other is chosen.
  func value(_ name: String, _ choice: VersionChoice, in snapshot: Snapshot) throws -> FoundValue

  /// Stores a value: a new entry, or a new version of the one that has its name. All ways to store a value end here, or in
  /// the operations of AWS that this is made of, so that one value meets the same verdict on each of them.
  func keep(_ new: NewValue, in transaction: Transaction) throws -> KeptValue

  /// Whether a value may stand here, by its size and by what is kept with a parameter's version.
  /// - Throws: ``ServiceError`` where not.
  func check(_ value: SecretBytes, _ traits: ParameterTraits?) throws

  /// Adds and removes tags.
  func tag(_ name: String, adding tags: [Tag], removing keys: [String], in transaction: Transaction) throws -> Entry

  /// Puts a label on a version, the newest where none is named, and takes it off the one that has it.
  /// - Returns: The version's id.
  func putLabel(_ label: String, on version: String?, of name: String, in transaction: Transaction) throws -> String

  /// Takes a label away.
  func takeLabel(_ label: String, of name: String, in transaction: Transaction) throws

  /// Makes the previous value the current one again.
  /// - Returns: The version that has it now, and the one that had it.
  func rollBack(
    _ name: String, user: String, in transaction: Transaction
  ) throws -> (current: Version, source: Version)

  /// Deletes an entry.
  /// - Returns: Until when it can be restored; nil for what is gone at once.
  func delete(_ name: String, _ choice: DeletionChoice, in transaction: Transaction) throws -> Timestamp?
}

extension StoreService {
  /// Whether there is an entry of this name; not where it can be no name.
  package func has(_ name: String, in snapshot: Snapshot) throws -> Bool {
    do {
      return try lookUp(name, in: snapshot) != nil
    } catch let error as ServiceError where error.isNotFound || error.code == "ValidationException" {
      return false
    }
  }

  package func value(_ name: String, in snapshot: Snapshot) throws -> FoundValue {
    try value(name, VersionChoice(), in: snapshot)
  }
}

extension Store {
  /// Whether its values have a type and a tier.
  package var hasTypes: Bool { self == .parameterStore }

  /// The service that stands in for this store.
  package func service(scope: Scope, now: Timestamp) -> any StoreService {
    switch self {
    case .parameterStore: ParameterStore(scope: scope, now: now)
    case .secretsManager, .github: SecretsManager(store: self, scope: scope, now: now)
    }
  }
}

/// One of an entry's versions: by its id, by a label, by both if they agree, the current one by neither.
package struct VersionChoice: Sendable {
  package var id: String?
  package var label: String?

  package init(id: String? = nil, label: String? = nil) {
    self.id = id
    self.label = label
  }
}

/// How an entry is deleted.
package struct DeletionChoice: Sendable {
  /// How many days it can be restored; nil for what is usual.
  package var recoveryDays: Int?
  /// At once and for good.
  package var isForced = false

  package init(recoveryDays: Int? = nil, isForced: Bool = false) {
    self.recoveryDays = recoveryDays
    self.isForced = isForced
  }
}

/// A value to be stored under a name. What is nil stays as it is, or takes the service's default.
package struct NewValue: Sendable {
  package var name: String
  package var value: SecretBytes
  /// As SecretBinary; what is not UTF-8 is stored so anyway.
  package var isBinary = false
  /// Whether it may become a new version of an entry that is there.
  package var overwrites = true
  /// The staging labels of a secret's new version instead of AWSCURRENT.
  package var stages: [String] = []
  package var description: String?
  package var keyID: String?
  package var tags: [Tag] = []
  /// A parameter's type; SecureString for a new one where there is none.
  package var type: ParameterType?
  package var tier: String?
  package var dataType: String?
  package var allowedPattern: String?
  package var policies: String?
  /// Who stores it.
  package var user: String

  package init(name: String, value: SecretBytes, user: String) {
    self.name = name
    self.value = value
    self.user = user
  }
}

/// What became of a value.
package struct KeptValue: Sendable {
  package let entry: Entry
  package let version: Version
  /// Whether it is the first of a new entry.
  package let isNew: Bool

  package init(entry: Entry, version: Version, isNew: Bool) {
    self.entry = entry
    self.version = version
    self.isNew = isNew
  }
}
