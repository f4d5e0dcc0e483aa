import Age
import Cryptography
import TestSupport
import Testing
import Workspace

@testable import Vault

/// The sealed file: what is in it, who opens it, and what other readers make of it.
@Suite struct StoreTests {
  let sample: SampleVault

  init() throws { sample = try SampleVault() }

  @Test func nothingIsInTheClear() throws {
    var new = SecretsManager.NewSecret(
      name: "clear/name-of-it", value: SecretInput(SecretBytes(utf8: "clear-value-of-it")))
    new.description = "clear-description"
    new.tags = [Tag(key: "clear-tag", value: "clear-tag-value")]
    try sample.vault.write {
      _ = try sample.secrets.create(new, in: $0)
      try $0.audit(
        AuditRecord(moment: sample.clock.now, user: "clear-user", process: "", action: "put", subject: "", detail: ""))
    }
    try sample.putParameter("/clear/parameter", "clear-parameter-value")
    for file in ["vault.db", "vault.db-journal"] {
      let text = String(decoding: sample.folder.readBytes(file), as: UTF8.self)
      #expect(!text.contains("clear"), "\(file)")
      #expect(!text.contains("sample"), "\(file)")
    }
  }

  @Test func anIndependentReaderSeesTheSame() throws {
    try sample.create("app/db", "one")
    try sample.put("app/db", "둘 two")
    try sample.putParameter("/app/level", "info") { $0.tags = [Tag(key: "team", value: "a")] }
    let bytes = SecretBytes(capacity: 3) {
      $0.copyBytes(from: [0xFF, 0, 1]); return 3
    }
    try sample.vault.write { transaction in
      _ = try sample.secrets.create(.init(name: "bin", value: SecretInput(bytes, isBinary: true)), in: transaction)
      for number in 0..<300 {
        _ = try sample.secrets.create(
          .init(name: "many/\(number)", value: SecretInput(bytes, isBinary: true)), in: transaction)
      }
    }
    _ = try sample.close()
    let script = "\(BuiltPackage.root)/Tests/IndependentReader/read_vault.py"
    let read = Shell.run([BuiltPackage.python, script, sample.path, sample.identityPath])
    #expect(read.status == 0, "\(read.error)")
    let check = """
      import json, sys, base64
      entries = {e["name"]: e for e in json.load(sys.stdin)}
      value = lambda name, label: [base64.b64decode(v["value"]) for v in entries[name]["versions"] if label in v["labels"]][0]
      assert len(entries) == 303, len(entries)
      assert value("app/db", "AWSCURRENT") == "둘 two".encode() and value("app/db", "AWSPREVIOUS") == b"one"
      assert value("bin", "AWSCURRENT") == bytes([255, 0, 1])
      assert entries["/app/level"]["tags"] == {"team": "a"}
      print("same")
      """
    #expect(Shell.run([BuiltPackage.python, "-c", check], input: read.output).output == "same\n")
  }

  /// Names that come and go within one transaction, and parts of it that are undone.
  @Test func foldersAreRightWhateverOneTransactionDoes() throws {
    struct Undone: Error {}
    try sample.create("shop/KEY_0", "value")
    let secrets = sample.secrets
    func add(_ name: String, _ transaction: Transaction) throws {
      _ = try secrets.create(.init(name: name, value: SecretInput(SecretBytes(utf8: name))), in: transaction)
    }
    func list(_ snapshot: Snapshot) throws -> [String] {
      try snapshot.names(in: .secretsManager, .standard, prefix: "")
    }
    var expected = Set((0..<400).map { "shop/KEY_\($0)" })
    try sample.vault.write { transaction in
      for number in 1..<400 { try add("shop/KEY_\(number)", transaction) }
      #expect(try list(transaction) == expected.sorted())
      for name in expected.filter({ $0.hasSuffix("7") }) {
        _ = try secrets.delete(name, force: true, in: transaction)
        expected.remove(name)
      }
      try add("deep/er/and/deeper", transaction)
      _ = try secrets.delete("deep/er/and/deeper", force: true, in: transaction)
      #expect(throws: Undone.self) {
        try transaction.part {
          for number in 0..<200 { try add("undone/\(number)", transaction) }
          _ = try secrets.delete("shop/KEY_1", force: true, in: transaction)
          throw Undone()
        }
      }
      try transaction.part { try add("kept/part", transaction) }
      expected.insert("kept/part")
      #expect(try list(transaction) == expected.sorted())
    }
    try sample.reopened().read { snapshot in
      #expect(try list(snapshot) == expected.sorted())
      #expect(try snapshot.folders(in: .secretsManager, .standard, below: "") == ["kept", "shop"])
      let report = try Verification(snapshot).run()
      #expect(report.faults == [] && report.entries == expected.count)
    }
  }

  @Test func foldersListWhatLiesInThem() throws {
    let names = (0..<700).map { "shop/production/KEY_\($0)" } + ["shop/staging/A", "shop/B", "top", "shopping/C"]
    try sample.vault.write { transaction in
      for name in names {
        _ = try sample.secrets.create(.init(name: name, value: SecretInput(SecretBytes(utf8: name))), in: transaction)
      }
    }
    func list(_ prefix: String, recursive: Bool = true) throws -> [String] {
      try sample.vault.read {
        try $0.entries(in: .secretsManager, .standard, prefix: prefix, isRecursive: recursive).map(\.address.name)
      }
    }
    #expect(try list("") == names.sorted())
    #expect(try list("shop/production/").count == 700)
    let nines = ["shop/production/KEY_69"] + (690...699).map { "shop/production/KEY_\($0)" }
    #expect(try list("shop/production/KEY_69") == nines)
    #expect(try list("shop/").count == 702)
    #expect(try list("shop/", recursive: false) == ["shop/B"])
    #expect(try list("sho").count == 703)
    let (named, folders) = try sample.vault.read { snapshot in
      (
        try ["", "shop/production/", "shop/production/KEY_69", "shop/", "sho", "none/", "shop/B"].map {
          try snapshot.names(in: .secretsManager, .standard, prefix: $0)
        },
        try ["", "shop/", "shop/production/", "none/"].map {
          try snapshot.folders(in: .secretsManager, .standard, below: $0)
        }
      )
    }
    #expect(named.map(\.count) == [704, 700, 11, 702, 703, 0, 1] && named[0] == names.sorted() && named[2] == nines)
    #expect(folders == [["shop", "shopping"], ["production", "staging"], [], []])
    try sample.vault.write { transaction in
      for name in names where name.hasPrefix("shop/production") {
        _ = try sample.secrets.delete(name, force: true, in: transaction)
      }
    }
    #expect(try list("") == ["shop/B", "shop/staging/A", "shopping/C", "top"])
    #expect(try sample.vault.read { try Verification($0).run().faults } == [])
  }

  @Test func rekeyLocksOldKeysOut() throws {
    let second = try X25519Identity.generate()
    for number in 0..<200 { try sample.create("many/\(number)", "value \(number)") }
    try sample.putParameter("/p", "x")
    let before = sample.folder.readBytes("vault.db")
    let oldVault = sample.vault
    try sample.rekey(to: second)
    #expect(try oldVault.read { try sample.secrets.value("many/7", in: $0).bytes.text() } == "value 7")
    #expect(throws: AgeError.self) { try sample.reopened() }
    let reopened = try sample.reopened(with: second)
    try reopened.read { snapshot throws in
      for number in 0..<200 {
        #expect(try sample.secrets.value("many/\(number)", in: snapshot).bytes.text() == "value \(number)")
      }
      #expect(try snapshot.entries(in: .secretsManager, .standard, prefix: "many/").count == 200)
      #expect(try Verification(snapshot).run().faults == [])
      #expect(try snapshot.auditRecords().map(\.action) == ["rekey"])
    }
    let after = sample.folder.readBytes("vault.db")
    #expect(Set(blocks(before)).isDisjoint(with: blocks(after)), "a sealed block of before is still in the file")
  }

  /// What a row that was not sealed anew would leave: 64 bytes of noise at any of its places.
  private func blocks(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    stride(from: 0, to: bytes.count - 64, by: 1).map { bytes[$0..<($0 + 64)] }.filter {
      Set($0).count > 40
    }
  }

  @Test func anOpenVaultFollowsARekeyByAnother() throws {
    try sample.create("s", "one")
    let other = try sample.reopened()
    try sample.rekey(other)
    let mine = try Vault.open(at: sample.path, options: VaultOptions(stateFolder: "\(sample.folder.path)/s")) {
      [identity = sample.identity] in
      try Decryptor.decrypt($0, with: [identity])
    }
    try sample.rekey(other)
    #expect(try mine.read { try sample.secrets.value("s", in: $0).bytes.text() } == "one")
  }

  @Test func aBackupBringsEverythingBack() throws {
    try sample.create("app/db", "one")
    try sample.put("app/db", "two")
    try sample.putParameter("/p", "x") { $0.description = "d" }
    let arn = try sample.vault.read { ResourceName.arn(of: try sample.secrets.find("app/db", in: $0)) }
    var file: [UInt8] = []
    _ = try sample.vault.read {
      try Backup.write($0, at: sample.clock.now, to: [sample.identity.recipient]) { file += $0 }
    }
    sample.folder.write("backup.age", bytes: file)
    let plain = Shell.run(["age", "-d", "-i", sample.identityPath, "\(sample.folder.path)/backup.age"])
    #expect(plain.output.split(separator: "\n").count == 3, "\(plain.error)")
    #expect(plain.output.contains(#""value":"two""#))
    let restored = try SampleVault()
    var offset = 0
    let decryptor = try Decryptor(with: [sample.identity]) { target in
      let count = min(target.count, file.count - offset)
      target.copyBytes(from: file[offset..<(offset + count)])
      offset += count
      return count
    }
    let (settings, lines) = try Backup.readSettings(decryptor)
    #expect(settings.project == "sample")
    #expect(try restored.vault.write { try Backup.restore(lines, in: $0) } == 2)
    #expect(try restored.value("app/db", stage: "AWSPREVIOUS") == "one")
    #expect(try restored.value(try #require(arn)) == "two")
    #expect(try restored.parameter("/p:1") == "x")
  }

  @Test func twoWritersLoseNothing() async throws {
    try sample.create("shared", "0")
    let path = sample.path
    let identity = sample.identity
    let state = "\(sample.folder.path)/s"
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let vault = try Vault.open(at: path, options: VaultOptions(stateFolder: state)) {
            try Decryptor.decrypt($0, with: [identity])
          }
          for number in 0..<25 {
            try vault.write { transaction in
              let secrets = SecretsManager(scope: .standard, now: vault.clock.now())
              _ = try secrets.create(
                .init(name: "w\(writer)/\(number)", value: SecretInput(SecretBytes(utf8: "v"))), in: transaction)
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let vault = try sample.reopened()
    #expect(try vault.read { try $0.entries().count } == 101)
    #expect(try vault.read { try Verification($0).run().faults } == [])
  }

  @Test func aNewerFormatIsNotGuessedAt() throws {
    _ = try sample.close()
    _ = Shell.run([
      BuiltPackage.python, "-c",
      "import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); d.execute('PRAGMA user_version=9')", sample.path,
    ])
    let refusal =
      "format 9 of the vault is unknown to this specvault, which reads formats 1 to 2; a newer specvault reads it"
    #expect(throws: VaultError.unknownFormat(refusal)) { try sample.reopened() }
  }
}
