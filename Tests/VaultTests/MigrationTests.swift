import Age
import Cryptography
import TestSupport
import Testing
import Workspace

@testable import Vault

/// A file of format 1 as it was written then: read as it is, and brought to format 2 by its first change.
@Suite struct MigrationTests {
  let folder = TemporaryFolder()
  private let notes = Notes()

  init() {
    let fixtures = "\(BuiltPackage.root)/Tests/VaultFixtures"
    _ = Shell.run(["cp", "\(fixtures)/format-1.db", "\(folder.path)/vault.db"])
  }

  private func open() throws -> Vault {
    let fixtures = "\(BuiltPackage.root)/Tests/VaultFixtures"
    guard case .bytes(let identity) = try FileSystem.read("\(fixtures)/format-1.identity.txt") else {
      throw FieldError()
    }
    let identities = try IdentityFile.read(identity.withUnsafeBytes { SecretBytes(copying: $0) })
    var options = VaultOptions(stateFolder: "\(folder.path)/state")
    options.note = { [notes] in notes.add($0) }
    return try Vault.open(at: "\(folder.path)/vault.db", options: options) {
      try Decryptor.decrypt($0, with: identities)
    }
  }

  private func value(_ vault: Vault, _ name: String) throws -> String? {
    try vault.read { snapshot in
      try SecretsManager(scope: Scope.standard, now: vault.clock.now()).value(name, in: snapshot).bytes.text()
    }
  }

  @Test func itIsReadAsItIs() throws {
    let before = folder.readBytes("vault.db")
    let vault = try open()
    #expect(try value(vault, "shop/development/DATABASE_URL") == "second-value")
    #expect(try vault.read { try Verification($0).run().faults } == [])
    #expect(folder.readBytes("vault.db") == before)
  }

  @Test func itsFirstChangeBringsItToFormat2() throws {
    let before = folder.readBytes("vault.db")
    let vault = try open()
    let credentials = try vault.read { try $0.settings().credentials }
    try vault.write { transaction in
      let secrets = SecretsManager(scope: .standard, now: vault.clock.now())
      _ = try secrets.create(.init(name: "new", value: SecretInput(SecretBytes(utf8: "x"))), in: transaction)
    }
    #expect(folder.readBytes("vault.db.format-1") == before)
    #expect(notes.all.contains { $0.contains("brought to format 2") && $0.contains("vault.db.format-1") })
    let reopened = try open()
    #expect(try reopened.file.format == 2)
    #expect(try value(reopened, "shop/development/DATABASE_URL") == "second-value")
    #expect(try value(reopened, "new") == "x")
    #expect(try reopened.read { try $0.settings().credentials } == credentials)
    #expect(try reopened.read { try Verification($0).run().faults } == [])
    #expect(!FileSystem.exists("\(folder.path)/vault.db-wal"))
  }

  /// Its first opening here was the change itself.
  @Test func theFileAsItWasMayBePutBack() throws {
    try open().write { transaction in
      let secrets = SecretsManager(scope: .standard, now: WallClock.system.now())
      _ = try secrets.create(.init(name: "new", value: SecretInput(SecretBytes(utf8: "x"))), in: transaction)
    }
    _ = Shell.run(["mv", "\(folder.path)/vault.db.format-1", "\(folder.path)/vault.db"])
    #expect(try value(open(), "shop/development/DATABASE_URL") == "second-value")
    #expect(notes.all.contains { $0.contains("seen here before") })
  }

  @Test func aDamagedOneIsLeftAlone() throws {
    let script =
      "import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); d.execute('DELETE FROM leaf WHERE record = 2'); d.commit(); d.close()"
    _ = Shell.run([BuiltPackage.python, "-c", script, "\(folder.path)/vault.db"])
    let before = folder.readBytes("vault.db")
    let vault = try open()
    #expect(throws: VaultError.self) { try vault.write { try $0.updateSettings { $0.project = "x" } } }
    #expect(folder.readBytes("vault.db") == before)
    #expect(!FileSystem.exists("\(folder.path)/vault.db.format-1"))
  }

  private var copies: [String] {
    FileSystem.entries(of: folder.path).map(\.name).filter { $0.contains("format-1") }.sorted()
  }

  private func create(_ name: String, in transaction: Transaction, _ vault: Vault) throws {
    let secrets = SecretsManager(scope: .standard, now: vault.clock.now())
    _ = try secrets.create(.init(name: name, value: SecretInput(SecretBytes(utf8: name))), in: transaction)
  }

  /// A server has the file open twice, which keeps the file in SQLite's write-ahead mode.
  @Test func aVaultThatStaysOpenIsBroughtToFormat2ByItsFirstChange() throws {
    let vault = try open()
    let resident = try ResidentVault(vault)
    #expect(try resident.read { try $0.entries().count } > 0)
    try resident.write { try create("new", in: $0, vault) }
    #expect(copies == ["vault.db.format-1"])
    #expect(try resident.read { try $0.entries().contains { $0.address.name == "new" } })
    // An older file is put back while it runs.
    _ = Shell.run(["cp", "\(BuiltPackage.root)/Tests/VaultFixtures/format-1.db", "\(folder.path)/n"])
    _ = Shell.run(["mv", "\(folder.path)/n", "\(folder.path)/vault.db"])
    #expect(try resident.read { try !$0.entries().contains { $0.address.name == "new" } })
    try resident.write { try create("newer", in: $0, vault) }
    #expect(copies == ["vault.db.format-1", "vault.db.format-1-2"])
    #expect(try open().read { try Verification($0).run().faults } == [])
  }
}
