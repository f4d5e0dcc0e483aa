import Cryptography
import SQLite
import TestSupport
import Testing

@testable import Vault

/// A reader that stays: what it keeps in memory is never older than the file.
@Suite struct ResidentVaultTests {
  private func value(_ resident: ResidentVault, _ name: String, _ sample: SampleVault) -> String? {
    try? resident.read { try sample.secrets.value(name, in: $0).bytes.text() }
  }

  @Test func readsSeeEveryChangeOfOthers() throws {
    let sample = try SampleVault()
    let resident = try ResidentVault(sample.vault)
    let other = try sample.reopened()
    #expect(value(resident, "a", sample) == nil)
    try sample.create("a", "1")
    #expect(value(resident, "a", sample) == "1")
    _ = try other.write {
      try sample.secrets.putValue("a", SecretInput(SecretBytes(utf8: "2")), in: $0)
    }
    #expect(value(resident, "a", sample) == "2")
    _ = try resident.write {
      try sample.secrets.putValue("a", SecretInput(SecretBytes(utf8: "3")), in: $0)
    }
    #expect(value(resident, "a", sample) == "3")
    _ = try other.write { try sample.secrets.delete("a", force: true, in: $0) }
    #expect(value(resident, "a", sample) == nil)
  }

  @Test func aFileThatIsPutBackUnseenIsRefusedEveryTime() throws {
    let sample = try SampleVault()
    try sample.create("a", "old")
    let old = try sample.copyOfFile()
    try sample.put("a", "new")
    sample.putFile(old)
    // Another machine, on which the older state was never seen.
    let resident = try ResidentVault(try sample.reopened(stateFolder: "other"))
    sample.putFile(old)
    #expect(value(resident, "a", sample) == "old")
    _ = try sample.reopened(stateFolder: "third").write {
      try sample.secrets.putValue("a", .init(.init(utf8: "x")), in: $0)
    }
    #expect(value(resident, "a", sample) == "x")
  }

  /// A path whose file is another one: by `mv`, git or a restore.
  @Test(arguments: [true, false]) func readsFollowThePath(_ isInPlace: Bool) throws {
    let sample = try SampleVault()
    try sample.create("a", "1")
    let other = try sample.copyOfFile()
    try sample.put("a", "2")
    let resident = try ResidentVault(sample.vault)
    while try !resident.warm() {}
    #expect(value(resident, "a", sample) == "2")
    sample.putFile(other, inPlace: isInPlace)
    try resident.lookAtPath()
    #expect(value(resident, "a", sample) == "1")
    _ = try resident.write { try sample.secrets.putValue("a", SecretInput(SecretBytes(utf8: "3")), in: $0) }
    #expect(value(resident, "a", sample) == "3")
    #expect(try sample.reopened().read { try sample.secrets.value("a", in: $0).bytes.text() } == "3")
    #expect(try sample.reopened().read { try Verification($0).run().faults } == [])
  }

  @Test func aRefusedPartLeavesNothingAndTheOthersStand() throws {
    let sample = try SampleVault()
    try sample.create("taken", "1")
    func creating(_ name: String) -> (Transaction) throws -> Void {
      { _ = try sample.secrets.create(.init(name: name, value: SecretInput(SecretBytes(utf8: name))), in: $0) }
    }
    let errors = try sample.vault.writeAll([
      creating("a"), creating("taken"),
      { transaction in
        try creating("half")(transaction)
        try creating("taken")(transaction)
      }, creating("b"),
    ])
    #expect(errors.map { $0 == nil } == [true, false, false, true])
    let reopened = try sample.reopened()
    #expect(try reopened.read { try $0.entries().map(\.address.name) } == ["a", "b", "taken"])
    #expect(try reopened.read { try Verification($0).run().faults } == [])
    let before = try reopened.read { try $0.generation }
    try sample.put("b", "2")
    #expect(try reopened.read { try $0.generation } == before + 1)
  }

  @Test func absenceIsKnownOnceEverythingIsOpen() throws {
    let sample = try SampleVault()
    for number in 0..<30 { try sample.create("s\(number)", "v") }
    let resident = try ResidentVault(sample.vault)
    while try !resident.warm() {}
    #expect(value(resident, "nope", sample) == nil)
    try sample.create("nope", "yes")
    #expect(value(resident, "nope", sample) == "yes")
  }

  @Test func listsFollowChanges() throws {
    let sample = try SampleVault()
    let resident = try ResidentVault(sample.vault)
    func names(_ order: Catalog.Order) throws -> [String] {
      try resident.read { try $0.catalog(.secretsManager, .standard).entries(by: order).map(\.entry.address.name) }
    }
    for name in ["c", "a", "b"] {
      try sample.create(name, "v")
      sample.clock.turn(days: 1)
    }
    #expect(try names(.created) == ["c", "a", "b"])
    #expect(try names(.name) == ["a", "b", "c"])
    try sample.put("c", "w")
    #expect(try names(.changed) == ["a", "b", "c"])
    let all = try resident.read { try $0.catalog(.secretsManager, .standard).count }
    #expect(all == 3)
    try sample.vault.write { transaction in
      let entry = try sample.secrets.find("b", in: transaction)
      _ = try transaction.move(entry, to: EntryAddress(.secretsManager, .standard, "z"))
    }
    #expect(try names(.name) == ["a", "c", "z"])
    try sample.vault.write { _ = try sample.secrets.delete("a", force: true, in: $0) }
    #expect(try names(.name) == ["c", "z"])
  }

  @Test func aCatalogFindsPlaces() throws {
    let sample = try SampleVault()
    for name in ["/b/x", "a", "/b/y", "/c"] { try sample.putParameter(name, "v") }
    let catalog = try ResidentVault(sample.vault).read { try $0.catalog(.parameterStore, .standard) }
    #expect(catalog.entries(by: .name).map(\.entry.address.listedName) == ["/a", "/b/x", "/b/y", "/c"])
    let first = catalog.position(of: Catalog.Place(name: "/b/"), by: .name)
    let end = catalog.position(of: Catalog.Place(name: "/b0"), by: .name)
    #expect(first..<end == 1..<3)
  }

  @Test func anotherKeyOfTheVaultChangesNothingForReaders() throws {
    let sample = try SampleVault()
    try sample.create("a", "1")
    let resident = try ResidentVault(sample.vault)
    while try !resident.warm() {}
    #expect(value(resident, "a", sample) == "1")
    try sample.rekey()
    #expect(value(resident, "a", sample) == "1")
    try sample.put("a", "2")
    #expect(value(resident, "a", sample) == "2")
  }

  @Test func damageIsFoundAndDoesNotStay() throws {
    let sample = try SampleVault()
    try sample.create("a", "1")
    let resident = try ResidentVault(sample.vault)
    #expect(value(resident, "a", sample) == "1")
    let db = try Connection(sample.path, .readWrite)
    let root = try #require(try db.first("SELECT body FROM root") { $0.bytes(0) } ?? nil)
    try db.execute("UPDATE root SET body = zeroblob(80)")
    #expect(throws: VaultError.self) { try resident.read { try $0.settings() } }
    try db.execute("UPDATE root SET body = ?", [.bytes(root)])
    #expect(value(resident, "a", sample) == "1")
  }

  @Test func tokensAreForOneUse() throws {
    let sample = try SampleVault()
    try sample.vault.read { snapshot in
      let token = try snapshot.pageToken([1, 2, 3], for: [9])
      #expect(try snapshot.position(of: token, for: [9]) == [1, 2, 3])
      #expect(try snapshot.position(of: token, for: [8]) == nil)
      #expect(try snapshot.position(of: "AAAA", for: [9]) == nil)
      #expect(try snapshot.position(of: "no token", for: [9]) == nil)
    }
    let other = try SampleVault()
    let token = try sample.vault.read { try $0.pageToken([1], for: []) }
    let strange = try other.vault.read { try $0.position(of: token, for: []) }
    #expect(strange == nil)
  }

  @Test func threadsReadWhileOthersWrite() async throws {
    let sample = try SampleVault()
    for number in 0..<8 { try sample.create("s\(number)", "0") }
    let resident = try ResidentVault(sample.vault)
    let scope = Scope.standard
    let clock = sample.clock
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          for count in 1...25 {
            let secrets = SecretsManager(scope: scope, now: clock.now)
            let input = SecretInput(SecretBytes(utf8: "\(count)"))
            _ = try resident.write { try secrets.putValue("s\(number)", input, in: $0) }
            for _ in 0..<20 {
              let seen = try resident.read { try secrets.value("s\(number)", in: $0).bytes.text() }
              #expect(seen == "\(count)")
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
