import Age
import Cryptography
import FoundationEssentials

/// The whole vault as one age file: lines of JSON, the first about the vault and one for each entry, so that
/// `age -d backup.age | jq` reads it without us (FORMAT.md, "Backup").
package enum Backup {
  static let format = "deployspec-vault-backup"

  /// Writes every entry of one consistent state.
  /// - Returns: How many entries there are.
  package static func write(
    _ snapshot: Snapshot, at moment: Timestamp, to recipients: [any Recipient], sink: @escaping ByteSink
  ) throws -> Int {
    let encryptor = try Encryptor(to: recipients, sink: sink)
    let settings = try snapshot.settings()
    let header = Header(
      format: format, version: 1, project: settings.project, created: moment.milliseconds,
      account: settings.scope.account, region: settings.scope.region,
      recipients: settings.recipients.map { Header.Recipient(key: $0.key, name: $0.name) })
    try writeLine(header, encryptor)
    var count = 0
    for entry in try snapshot.entries() {
      let values = try entry.versions.map { $0.hasValue ? try snapshot.value(of: $0, in: entry) : nil }
      try writeLine(BackupEntry(entry, values), encryptor)
      count += 1
    }
    try encryptor.finish()
    return count
  }

  private static func writeLine(_ value: some Encodable, _ encryptor: Encryptor) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var line = Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    try SecretBytes(moving: &line).withUnsafeBytes { try encryptor.write($0) }
  }

  /// What a backup says about the vault it was made of. Its recipients are among the settings, for the user to decide about:
  /// anybody can write a backup for a public key, and an old one names who has been removed since.
  /// - Throws: ``BackupError``, `AgeError`.
  package static func readSettings(_ decryptor: Decryptor) throws -> (settings: Settings, lines: BackupLines) {
    let lines = BackupLines(decryptor)
    guard let line = try lines.next(), let header = try? JSONDecoder().decode(Header.self, from: line),
      header.format == format
    else { throw BackupError.notABackup("it opens, but holds something else") }
    guard header.version == 1 else { throw BackupError.unknownVersion(header.version) }
    var settings = Settings()
    settings.project = header.project
    settings.scope = Scope(account: header.account, region: header.region)
    settings.recipients = (header.recipients ?? []).map {
      NamedRecipient(key: $0.key, name: $0.name, added: Timestamp(milliseconds: header.created))
    }
    return (settings, lines)
  }

  /// Puts the backup's entries into a new vault.
  /// - Returns: How many there were.
  package static func restore(_ lines: BackupLines, in transaction: Transaction) throws -> Int {
    var count = 0
    while let line = try lines.next() {
      guard let entry = try? JSONDecoder().decode(BackupEntry.self, from: line) else {
        throw BackupError.damaged("line \(count + 2) does not read")
      }
      try entry.restore(in: transaction, line: count + 2)
      count += 1
    }
    return count
  }

  private struct Header: Codable {
    let format: String
    let version: Int
    let project: String
    let created: Int64
    let account: String
    let region: String
    /// Who could open the vault; backups of former versions have no list.
    let recipients: [Recipient]?

    struct Recipient: Codable {
      let key: String
      let name: String
    }
  }
}

/// Why a file is not restored.
package enum BackupError: Error, Equatable, CustomStringConvertible {
  /// It is something else; the text says what is known of it.
  case notABackup(String)
  case unknownVersion(Int)
  /// It is one, but not as it was written; the text says where.
  case damaged(String)
  /// An entry is not what its store takes.
  case refused(line: Int, name: String, reason: String)

  package var description: String {
    switch self {
    case .notABackup(let what): "not a backup: \(what)"
    case .unknownVersion(let version): "the backup has version \(version), which this specvault does not know"
    case .damaged(let what): "the backup is damaged: \(what)"
    case .refused(let line, let name, let reason): "line \(line) of the backup: '\(name)': \(reason)"
    }
  }
}

/// The lines of a backup, one at a time.
package final class BackupLines {
  private let decryptor: Decryptor
  private var pending: [UInt8] = []
  private var start = 0
  private var isAtEnd = false

  init(_ decryptor: Decryptor) {
    self.decryptor = decryptor
  }

  func next() throws -> Data? {
    while true {
      if let end = pending[start...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return Data(pending[start..<end])
      }
      guard !isAtEnd else { return nil }
      pending.removeFirst(start)
      start = 0
      var part = [UInt8](repeating: 0, count: 1 << 16)
      let count = try part.withUnsafeMutableBytes { try decryptor.read(into: $0) }
      isAtEnd = count == 0
      pending += part[..<count]
    }
  }
}

/// One entry of a backup. Times are milliseconds since 1970.
private struct BackupEntry: Codable {
  struct KeyValue: Codable {
    let key: String
    let value: String
  }

  struct Rotation: Codable {
    let enabled: Bool
    let lambdaARN: String?
    let afterDays: Int?
    let duration: String?
    let schedule: String?
    let externalRoleARN: String?
    let externalMetadata: [KeyValue]?
  }

  struct Copy: Codable {
    let region: String
    let keyID: String?
    let failure: String?
  }

  struct Version: Codable {
    let id: String
    let created: Int64
    let labels: [String]
    let binary: Bool
    /// The value, if it is text, and its base 64 if it is not.
    let value: String?
    let valueBase64: Data?
    let type: String?
    let tier: String?
    let dataType: String?
    let description: String?
    let keyID: String?
    let allowedPattern: String?
    let policies: String?
    let user: String?
  }

  let store: String
  let account: String
  let region: String
  let name: String
  let created: Int64
  let changed: Int64
  let tags: [KeyValue]
  let suffix: String?
  let description: String?
  let keyID: String?
  let deleted: Int64?
  let recoverableUntil: Int64?
  let resourcePolicy: String?
  let rotation: Rotation?
  let lastRotated: Int64?
  let managedType: String?
  let tagged: Bool?
  let primaryRegion: String?
  let replicas: [Copy]?
  let versions: [Version]

  /// - Parameter values: One for each version; nil for a version without a value.
  init(_ entry: Entry, _ values: [SecretBytes?]) {
    let secret = entry.secret
    store = entry.address.store.rawValue
    account = entry.address.scope.account
    region = entry.address.scope.region
    name = entry.address.name
    created = entry.created.milliseconds
    changed = entry.changed.milliseconds
    tags = entry.tags.map { KeyValue(key: $0.key, value: $0.value) }
    suffix = secret.suffix.isEmpty ? nil : secret.suffix
    description = secret.description
    keyID = secret.keyID
    deleted = secret.deleted?.milliseconds
    recoverableUntil = secret.recoverableUntil?.milliseconds
    resourcePolicy = secret.resourcePolicy
    rotation = secret.rotation.map {
      Rotation(
        enabled: $0.isEnabled, lambdaARN: $0.lambdaARN, afterDays: $0.afterDays, duration: $0.duration,
        schedule: $0.schedule, externalRoleARN: $0.externalRoleARN,
        externalMetadata: $0.externalMetadata.map { KeyValue(key: $0.key, value: $0.value) })
    }
    managedType = secret.type
    tagged = secret.hasTagList ? true : nil
    primaryRegion = secret.primaryRegion
    replicas =
      secret.replicas.isEmpty
      ? nil : secret.replicas.map { Copy(region: $0.region, keyID: $0.keyID, failure: $0.failure) }
    lastRotated = secret.lastRotated?.milliseconds
    versions = zip(entry.versions, values).map { version, value in
      let text = value?.text()
      let parameter = version.parameter
      return Version(
        id: version.id, created: version.created.milliseconds, labels: version.labels, binary: version.isBinary,
        value: text, valueBase64: text == nil ? value?.withUnsafeBytes { Data($0) } : nil,
        type: parameter?.type.rawValue, tier: parameter?.tier, dataType: parameter?.dataType,
        description: parameter?.description, keyID: parameter?.keyID, allowedPattern: parameter?.allowedPattern,
        policies: parameter?.policies, user: parameter?.user)
    }
  }

  func restore(in transaction: Transaction, line: Int) throws {
    guard let store = Store(rawValue: store) else {
      throw BackupError.damaged("line \(line): unknown store '\(store)'")
    }
    let address = EntryAddress(store, Scope(account: account, region: region), name)
    var entry = try transaction.newEntry(at: address, created: Timestamp(milliseconds: created))
    entry.changed = Timestamp(milliseconds: changed)
    entry.tags = tags.map { Tag(key: $0.key, value: $0.value) }
    entry.secret = secretTraits
    let service = store.service(scope: address.scope, now: entry.changed)
    entry.versions = try versions.map { version in
      if version.value == nil, version.valueBase64 == nil {
        return .awaited(id: version.id, created: Timestamp(milliseconds: version.created), labels: version.labels)
      }
      var bytes = version.valueBase64.map { [UInt8]($0) } ?? Array((version.value ?? "").utf8)
      let value = SecretBytes(moving: &bytes)
      do {
        // A version of a secret that waits for its value has none.
        if value.count > 0 || store == .parameterStore { try service.check(value, parameterTraits(version)) }
      } catch let error as ServiceError {
        throw BackupError.refused(line: line, name: name, reason: error.message)
      }
      return try transaction.addValue(
        value, isBinary: version.binary, id: version.id, labels: version.labels,
        created: Timestamp(milliseconds: version.created), parameter: parameterTraits(version), to: entry)
    }
    try transaction.save(entry)
  }

  private var secretTraits: SecretTraits {
    func moment(_ milliseconds: Int64?) -> Timestamp? { milliseconds.map { Timestamp(milliseconds: $0) } }
    var traits = SecretTraits()
    traits.suffix = suffix ?? ""
    traits.description = description
    traits.keyID = keyID
    traits.deleted = moment(deleted)
    traits.recoverableUntil = moment(recoverableUntil)
    traits.resourcePolicy = resourcePolicy
    traits.lastRotated = moment(lastRotated)
    traits.type = managedType
    traits.hasTagList = tagged ?? false
    traits.primaryRegion = primaryRegion
    traits.replicas = (replicas ?? []).map { Replica(region: $0.region, keyID: $0.keyID, failure: $0.failure) }
    traits.rotation = rotation.map { rotation in
      var traits = RotationTraits()
      traits.isEnabled = rotation.enabled
      traits.lambdaARN = rotation.lambdaARN
      traits.afterDays = rotation.afterDays
      traits.duration = rotation.duration
      traits.schedule = rotation.schedule
      traits.externalRoleARN = rotation.externalRoleARN
      traits.externalMetadata = (rotation.externalMetadata ?? []).map { Tag(key: $0.key, value: $0.value) }
      return traits
    }
    return traits
  }

  private func parameterTraits(_ version: Version) -> ParameterTraits? {
    version.type.flatMap(ParameterType.init(rawValue:)).map { type in
      ParameterTraits(
        type: type, tier: version.tier ?? "Standard", dataType: version.dataType ?? "text",
        description: version.description, keyID: version.keyID, allowedPattern: version.allowedPattern,
        policies: version.policies, user: version.user ?? "")
    }
  }
}
