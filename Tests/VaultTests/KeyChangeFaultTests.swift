import Synchronization
import TestSupport
import Testing

@testable import Vault

/// What is left where a change of the key is not followed by all that belongs to it, and which states are remembered.
@Suite struct KeyChangeFaultTests {
  let sample: SampleVault

  init() throws { sample = try SampleVault() }

  private struct Unwritable: Error, CustomStringConvertible {
    let description = "permission denied"
  }

  /// A project's file that may refuse to be written.
  private final class Project: Sendable {
    let pin: Mutex<VaultPin?>
    init(_ pin: VaultPin?) { self.pin = Mutex(pin) }

    func pins(isWritable: Bool, saysSo: Bool = true, owner: VaultPins.Owner = .project) -> VaultPins {
      VaultPins([
        VaultPins.Place(
          VaultPins.Name(owner: owner), read: { self.pin.withLock { $0 } },
          write: { pin in
            guard isWritable else { throw Unwritable() }
            self.pin.withLock { $0 = pin }
          }, requireWritable: { if !isWritable, saysSo { throw Unwritable() } })
      ])
    }
  }

  private func open(_ pins: VaultPins, stateFolder: String = "state") throws -> Vault {
    try sample.reopened(stateFolder: stateFolder, pins: pins)
  }

  private func reads(_ vault: Vault) throws -> String? {
    try vault.read { try sample.secrets.value("a", in: $0).bytes.text() }
  }

  // MARK: Pins

  @Test(arguments: [true, false]) func aKeyIsNotChangedWhereThePinCannotBe(_ hasSuccession: Bool) throws {
    try sample.create("a", "1")
    let project = Project(sample.vault.pin)
    #expect(throws: Unwritable.self) {
      try sample.rekey(try open(project.pins(isWritable: false)), hasSuccession: hasSuccession)
    }
    #expect(try reads(try open(project.pins(isWritable: false))) == "1")
    #expect(try reads(try sample.reopened()) == "1")
    #expect(sample.vault.pin == project.pin.withLock { $0 })
    try sample.rekey(try open(project.pins(isWritable: true)), hasSuccession: hasSuccession)
    #expect(try reads(try open(project.pins(isWritable: true))) == "1")
  }

  /// As where the process is killed between the commit and the pin: this machine knows whose the key is.
  @Test(arguments: [true, false]) func aKeyWhosePinWasNotWrittenIsKnownAllTheSame(_ hasSuccession: Bool) throws {
    try sample.create("a", "1")
    let project = Project(sample.vault.pin)
    let error = #expect(throws: VaultError.self) {
      try sample.rekey(
        try open(project.pins(isWritable: false, saysSo: false)), hasSuccession: hasSuccession)
    }
    guard case .unfinished(let what, _) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(what.contains("permission denied") && error.map { "\($0)".contains("has a new key") } == true)
    #expect(try reads(try open(project.pins(isWritable: true))) == "1")
    #expect(sample.notes.all.contains { $0.contains("earlier key") })
    // Nobody else takes it for the project's.
    #expect(throws: VaultError.self) { try reads(try open(project.pins(isWritable: true), stateFolder: "ci")) }
  }

  /// The file cannot be written anew behind the commit: the key is changed all the same, and that is what is said.
  @Test func aChangeThatIsNotTidiedUpIsSaidToBeMade() throws {
    try sample.create("a", "1")
    let former = sample.vault.pin
    let path = sample.path
    let pins = VaultPins(
      read: { former },
      write: { _ in _ = Shell.run(["mv", path, "\(path).away"]) })
    let vault = try open(pins)
    let error = #expect(throws: VaultError.self) { try sample.rekey(vault) }
    _ = Shell.run(["mv", "\(path).away", path])
    guard case .unfinished(let what, _) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(what.contains("remainders") && error.map { "\($0)".contains("the change was made") } == true)
    #expect(error?.hint?.contains("nothing was changed") == false)
    #expect(try sample.reopened().pin != former)
    #expect(try reads(try sample.reopened()) == "1")
  }

  /// What a killed process announced before its commit, and what it did not commit.
  @Test func aKeyThatWasAnnouncedIsKnownAndOneThatNeverCameIsForgotten() throws {
    try sample.create("a", "1")
    let state = "other"
    let other = try sample.reopened(stateFolder: state)
    #expect(try reads(other) == "1")
    let former = sample.vault.pin
    // Made without a succession, elsewhere; this machine was told of it just before.
    try sample.rekey(hasSuccession: false)
    #expect(throws: VaultError.self) { try reads(try sample.reopened(stateFolder: state)) }
    let keys = try sample.vault.keys(for: try sample.vault.file.read(VaultHeader.fetch))
    let id = try sample.vault.file.read(VaultHeader.fetch).identifier
    other.recognition.announce(keys, epoch: 1, of: id)
    #expect(try reads(try sample.reopened(stateFolder: state)) == "1")
    #expect(try reads(try open(Project(former).pins(isWritable: true), stateFolder: state)) == "1")
    // An announcement alone makes no key the newest one.
    let memory = VaultMemory(folder: "\(sample.folder.path)/\(state)", path: sample.path)
    #expect(memory.keys(of: id).map(\.epoch) == [0, 1] && memory.keys(of: id).allSatisfy { !$0.isNext })
    other.recognition.announce(keys, epoch: 2, of: id)
    #expect(memory.keys(of: id).count == 3)
    let vault = try sample.reopened(stateFolder: state)
    _ = try vault.write { try sample.secrets.putValue("a", SecretInput(.init(utf8: "2")), in: $0) }
    other.recognition.announce(keys, epoch: 2, of: id)
    #expect(memory.keys(of: id).count == 3)
  }

  @Test func anotherProjectsPinIsComparedWhereTheVaultIsNotKnown() throws {
    try sample.create("a", "1")
    let other = Project(VaultPin("pin1-00112233445566778899aabbccddeeff"))
    #expect(try reads(try open(other.pins(isWritable: true, owner: .user))) == "1")
    for owner in [VaultPins.Owner.project, .projectAbove] {
      #expect(throws: VaultError.self) { try reads(try open(other.pins(isWritable: true, owner: owner))) }
    }
    #expect(throws: VaultError.self) {
      try reads(try open(other.pins(isWritable: true, owner: .user), stateFolder: "ci"))
    }
    // A key that is changed is told to whoever named the one before, and to nobody else.
    let named = Project(sample.vault.pin)
    try sample.rekey(try open(named.pins(isWritable: true, owner: .user)))
    #expect(named.pin.withLock { $0 } == (try sample.reopened()).pin)
    try sample.rekey(try open(other.pins(isWritable: false, owner: .user)))
    #expect(try reads(try sample.reopened()) == "1")
  }

  // MARK: States

  @Test func theStateThatAChangeBeginsFromIsRemembered() throws {
    try sample.create("a", "1")
    let clone = try sample.copyOfFile()
    let vault = try sample.reopened(stateFolder: "bob")
    _ = try vault.write { try sample.secrets.putValue("a", SecretInput(.init(utf8: "2")), in: $0) }
    sample.putFile(clone)
    #expect(try reads(try sample.reopened(stateFolder: "bob")) == "1")
    #expect(sample.notes.all.contains { $0.contains("seen here before") })
  }

  /// Alice only reads, which notes in the audit log that she did; Bob stores a value.
  @Test(arguments: [1, 5]) func aColleaguesChangeIsNewerThanWhatWasOnlyRead(_ reads: Int) throws {
    try sample.create("a", "1")
    let clone = try sample.copyOfFile()
    let record = AuditRecord(moment: sample.clock.now, user: "", process: "", action: "run", subject: "", detail: "")
    let dates = AccessDates()
    for _ in 0..<reads { try sample.vault.write { try $0.audit(record) } }
    sample.clock.turn(days: 1)
    try sample.vault.read {
      dates.note(try sample.secrets.value("a", in: $0), at: sample.clock.now)
    }
    try dates.save { body in try sample.vault.write(body) }
    let alices = try sample.copyOfFile()
    sample.putFile(clone)
    _ = try sample.reopened(stateFolder: "bob").write {
      try sample.secrets.putValue("a", SecretInput(.init(utf8: "2")), in: $0)
    }
    #expect(try self.reads(try sample.reopened()) == "2")
    #expect(!sample.notes.all.contains { $0.contains("seen here before") })
    // And back it is no secret that it was put back.
    sample.putFile(alices)
    #expect(try self.reads(try sample.reopened()) == "1")
    #expect(sample.notes.all.contains { $0.contains("seen here before") })
    #expect(throws: VaultError.self) { try self.reads(try sample.reopened(stateFolder: "bob")) }
  }

  @Test func aServerServesNothingFromUnderAKeyThatWasReplaced() throws {
    try sample.create("a", "old")
    let old = try sample.copyOfFile()
    try sample.rekey(hasSuccession: false)
    try sample.put("a", "new")
    let new = try sample.copyOfFile()
    let resident = try ResidentVault(try sample.reopened())
    func served() throws -> String? { try resident.read { try sample.secrets.value("a", in: $0).bytes.text() } }
    #expect(try served() == "new")
    sample.putFile(old)
    try resident.lookAtPath()
    for _ in 0..<2 { #expect(throws: VaultError.supersededKey(found: 0, newest: 1)) { try served() } }
    sample.putFile(new)
    try resident.lookAtPath()
    #expect(try served() == "new")
  }
}
