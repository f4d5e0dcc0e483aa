/// A secret or parameter: what is known of it, and its versions. The values are elsewhere and opened one by one.
package struct Entry: Sendable {
  /// The number of its record.
  package let id: Int64
  package internal(set) var address: EntryAddress
  package let created: Timestamp
  /// When anything of it last changed.
  package var changed: Timestamp
  package var tags: [Tag] = []
  /// Oldest first.
  package var versions: [Version] = []
  /// What secrets have and parameters have not.
  package var secret = SecretTraits()

  package init(id: Int64, address: EntryAddress, created: Timestamp) {
    self.id = id
    self.address = address
    self.created = created
    changed = created
  }

  /// The version that carries a stage or label.
  package func version(labelled label: String) -> Version? {
    versions.last { $0.labels.contains(label) }
  }

  package func version(id: String) -> Version? {
    versions.last { $0.id == id }
  }
}

/// A key and its value, as AWS's tags are.
package struct Tag: Hashable, Sendable {
  package let key: String
  package let value: String

  package init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}

/// One value of an entry, by reference.
package struct Version: Sendable {
  /// A secret's client request token; a parameter's number in decimal.
  package let id: String
  package let created: Timestamp
  /// A secret's staging labels, a parameter version's labels.
  package var labels: [String]
  /// Whether a secret was stored as SecretBinary.
  package let isBinary: Bool
  /// The value's bytes.
  package let size: Int
  /// Where the sealed value is, and its tag.
  let row: Int64
  var tag: [UInt8]
  /// What parameters keep with each version.
  @Rare package var parameter: ParameterTraits?
  /// The day on which a secret's version was last read, as AWS keeps it.
  package internal(set) var lastAccessed: Timestamp?

  /// Whether there is a value: a version that RotateSecret began has none until its rotation function puts one.
  package var hasValue: Bool { row != 0 }

  /// A version that waits for its value.
  static func awaited(id: String, created: Timestamp, labels: [String]) -> Version {
    Version(id: id, created: created, labels: labels, isBinary: false, size: 0, row: 0, tag: [])
  }

  /// A parameter version's number.
  package var number: Int { Int(id) ?? 0 }
}

/// What only secrets have.
package struct SecretTraits: Hashable, Sendable {
  /// The six random characters that end the ARN.
  package var suffix = ""
  package var description: String?
  /// The KMS key's id, kept as text.
  package var keyID: String?
  package var deleted: Timestamp?
  /// Until when a deleted secret can be restored.
  package var recoverableUntil: Timestamp?
  package var resourcePolicy: String?
  @Rare package var rotation: RotationTraits?
  package var lastRotated: Timestamp?
  /// The day of the last read, as AWS keeps it.
  package var lastAccessed: Timestamp?
  /// The kind of a managed external secret, kept as text.
  package var type: String?
  /// The region of the secret that this one is a replica of. A replica has no versions of its own.
  package var primaryRegion: String?
  /// Whether the secret has a list of tags, though it may be empty: AWS shows none for a secret that was never tagged, and an
  /// empty one where the last tag was taken away.
  package var hasTagList = false
  /// The regions that hold replicas of this secret.
  package var replicas: [Replica] = []
}

/// A region that holds a replica of a secret.
package struct Replica: Hashable, Sendable {
  package let region: String
  package let keyID: String?
  /// Why there is none, although it was asked for.
  package internal(set) var failure: String?

  package init(region: String, keyID: String?, failure: String? = nil) {
    self.region = region
    self.keyID = keyID
    self.failure = failure
  }
}

/// A secret's rotation rules; running a rotation is not part of the vault.
package struct RotationTraits: Hashable, Sendable {
  package var isEnabled = true
  package var lambdaARN: String?
  package var afterDays: Int?
  package var duration: String?
  package var schedule: String?
  /// What managed external secrets add, kept as text.
  package var externalRoleARN: String?
  package var externalMetadata: [Tag] = []

  package init() {}
}

/// The type of a parameter.
package enum ParameterType: String, Sendable, CaseIterable {
  case string = "String"
  case stringList = "StringList"
  case secureString = "SecureString"
}

/// What parameters keep with each of their versions.
package struct ParameterTraits: Hashable, Sendable {
  package var type: ParameterType
  /// `Standard` or `Advanced`.
  package var tier: String
  /// `text`, `aws:ec2:image`, `aws:ssm:integration`.
  package var dataType: String
  package var description: String?
  package var keyID: String?
  package var allowedPattern: String?
  /// The policies' JSON, as given.
  package var policies: String?
  package var user: String
}
