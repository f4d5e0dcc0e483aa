import Age
import Cryptography
import Synchronization
import TestSupport
import Workspace

@testable import Vault

/// A vault in a temporary folder, with a clock that stands still until it is turned.
final class SampleVault {
  let folder = TemporaryFolder()
  let identity: X25519Identity
  let clock = TurnedClock()
  /// What vaults that were opened again said.
  let notes = Notes()
  private(set) var vault: Vault

  var path: String { "\(folder.path)/vault.db" }
  var identityPath: String { "\(folder.path)/identity.txt" }

  convenience init() throws { try self.init(identity: try X25519Identity.generate()) }

  private init(identity: X25519Identity) throws {
    self.identity = identity
    var settings = Settings()
    settings.project = "sample"
    settings.recipients = [NamedRecipient(key: "\(identity.recipient)", name: "me", added: clock.now)]
    vault = try Vault.create(
      at: "\(folder.path)/vault.db", for: [identity.recipient], settings: settings,
      options: SampleVault.options(folder, clock))
    let content = IdentityFile.content(identity, created: "2026-01-01T00:00:00Z")
    folder.write("identity.txt", bytes: content.withUnsafeBytes { Array($0) })
  }

  /// A vault that bears another's identifier, made by somebody who knows the other's public key.
  convenience init(identifierOf other: SampleVault) throws {
    try self.init(identity: other.identity)
    let header = try other.vault.file.read(VaultHeader.fetch)
    Vault.remove(at: path)
    vault = try Vault.create(
      at: path, for: [identity.recipient], settings: Settings(),
      options: SampleVault.options(folder, clock), identifier: header.identifier)
  }

  private static func options(_ folder: TemporaryFolder, _ clock: TurnedClock) -> VaultOptions {
    var options = VaultOptions(stateFolder: "\(folder.path)/state")
    options.clock = WallClock { clock.now }
    return options
  }

  /// Opens the file again, as another process would.
  /// - Parameter stateFolder: The memory of another machine, if it is not this one's.
  func reopened(
    accepting: Bool = false, remembering: Bool = true, stateFolder: String = "state", pin: VaultPin? = nil,
    pins: VaultPins? = nil, with other: X25519Identity? = nil
  ) throws -> Vault {
    var options = SampleVault.options(folder, clock)
    options.stateFolder = "\(folder.path)/\(stateFolder)"
    options.acceptsWhatIsThere = accepting
    options.pins = pins ?? pin.map { pin in VaultPins(read: { pin }, write: { _ in }) }
    options.note = { [notes] in notes.add($0) }
    if !remembering { options.stateFolder = "\(folder.path)/state-\(UInt64.random(in: 0...(.max)))" }
    let identity = other ?? identity
    return try Vault.open(at: path, options: options) { try Decryptor.decrypt($0, with: [identity]) }
  }

  /// Gives the vault another key.
  func rekey(_ vault: Vault? = nil, to other: X25519Identity? = nil, hasSuccession: Bool = true) throws {
    let recipient = (other ?? identity).recipient
    let record = AuditRecord(moment: clock.now, user: "u", process: "p", action: "rekey", subject: "", detail: "")
    try (vault ?? self.vault).changeKeys { [clock] settings in
      settings.recipients = [NamedRecipient(key: "\(recipient)", name: "", added: clock.now)]
      return (hasSuccession ? .replace(for: [recipient]) : .replaceWithoutSuccession(for: [recipient]), record)
    }
  }

  /// The file's bytes, which are whole whenever nobody writes.
  func copyOfFile() throws -> [UInt8] { folder.readBytes("vault.db") }

  /// Puts other bytes at the vault's path: as another file, or into the same one.
  func putFile(_ bytes: [UInt8], inPlace: Bool = false) {
    folder.write("vault.db.new", bytes: bytes)
    _ = Shell.run(["sh", "-c", inPlace ? "cat \"$0.new\" > \"$0\"; rm \"$0.new\"" : "mv \"$0.new\" \"$0\"", path])
  }

  /// Closes the file, so that its bytes can be looked at.
  func close() throws -> [UInt8] {
    let sacrificed = try SampleVault.elsewhere()
    vault = sacrificed
    return folder.readBytes("vault.db")
  }

  private static func elsewhere() throws -> Vault {
    let folder = TemporaryFolder()
    return try Vault.create(
      at: "\(folder.path)/other.db", for: [try X25519Identity.generate().recipient], settings: Settings(),
      options: VaultOptions(stateFolder: "\(folder.path)/state"))
  }

  var secrets: SecretsManager { SecretsManager(scope: .standard, now: clock.now) }
  var parameters: ParameterStore { ParameterStore(scope: .standard, now: clock.now) }

  @discardableResult func create(_ name: String, _ value: String, token: String? = nil) throws -> Entry {
    var new = SecretsManager.NewSecret(name: name, value: SecretInput(SecretBytes(utf8: value)))
    new.token = token
    return try vault.write { try secrets.create(new, in: $0) }
  }

  @discardableResult func put(_ name: String, _ value: String, stages: [String] = []) throws -> Version {
    try vault.write {
      try secrets.putValue(name, SecretInput(SecretBytes(utf8: value)), stages: stages, in: $0).version
    }
  }

  @discardableResult func putParameter(
    _ name: String, _ value: String, type: ParameterType? = .string, overwrite: Bool = true,
    _ change: (inout ParameterStore.NewParameter) -> Void = { _ in }
  ) throws -> Version {
    var new = ParameterStore.NewParameter(name: name, value: SecretBytes(utf8: value), type: type)
    new.overwrite = overwrite
    change(&new)
    return try vault.write { try parameters.put(new, in: $0).version }
  }

  func value(_ name: String, versionID: String? = nil, stage: String? = nil) throws -> String? {
    try vault.read { try secrets.value(name, versionID: versionID, stage: stage, in: $0).bytes.text() }
  }

  func parameter(_ name: String) throws -> String? {
    try vault.read { try parameters.value(name, in: $0).bytes.text() }
  }

  func resolve(_ text: String, store: Store? = nil) throws -> String? {
    try vault.read { snapshot in
      let resolver = Resolver(snapshot, scope: .standard, now: clock.now, store: store)
      return text.contains("{{resolve:")
        ? try resolver.text(text).text() : try resolver.value(of: try ValueReference(text)).text()
    }
  }

  /// What AWS would call it, or nothing.
  func refusal(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch let error as ServiceError {
      return error.code
    } catch {
      return "\(error)"
    }
  }
}

/// A clock that tests turn.
final class TurnedClock: @unchecked Sendable {
  private(set) var now = Timestamp(milliseconds: 1_767_225_600_000)

  func turn(days: Int) { now = now.adding(days: days) }
}

/// Collects what is said.
final class Notes: Sendable {
  private let lock = Mutex<[String]>([])

  func add(_ note: String) { lock.withLock { $0.append(note) } }
  var all: [String] { lock.withLock { $0 } }
}
