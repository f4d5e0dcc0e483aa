import SQLite
import TestSupport
import Testing
import Workspace

@testable import Vault

/// Whatever is done to the file, a read answers rightly or says that the vault is damaged.
@Suite struct TamperingTests {
  private static let count = 50

  private func filled() throws -> SampleVault {
    let sample = try SampleVault()
    try sample.vault.write { transaction in
      for number in 0..<TamperingTests.count {
        _ = try sample.secrets.create(
          .init(name: "app/key-\(number)", value: SecretInput(.init(utf8: "value \(number)"))), in: transaction)
      }
    }
    return sample
  }

  /// - Returns: What is wrong about the answers, if anything is: a wrong value, a missing one, another error than ours.
  private func fault(_ sample: SampleVault, remembering: Bool = false) -> String? {
    do {
      let vault = try sample.reopened(remembering: remembering)
      for number in stride(from: 0, to: TamperingTests.count, by: 7) {
        do {
          let value = try vault.read { try sample.secrets.value("app/key-\(number)", in: $0).bytes.text() }
          if value != "value \(number)" { return "key-\(number) reads as something else" }
        } catch let error as VaultError {
          if case .damaged = error { continue }
          return "\(error)"
        }
      }
      let names = try vault.read { try $0.entries(in: .secretsManager, .standard, prefix: "app/").count }
      return names == TamperingTests.count ? nil : "\(names) names are listed"
    } catch let error as VaultError {
      switch error {
      case .damaged, .locked, .rolledBack, .stranger: return nil
      default: return "\(error)"
      }
    } catch {
      // The wrapped key is an age file, whose own errors say that it was changed.
      return "\(type(of: error))" == "AgeError" ? nil : "\(error)"
    }
  }

  @Test func flippedBytes() throws {
    let sample = try filled()
    let original = try sample.close()
    for index in stride(from: 0, to: original.count, by: original.count / 150) {
      var bytes = original
      bytes[index] ^= UInt8.random(in: 1...255)
      sample.folder.write("vault.db", bytes: bytes)
      let fault = fault(sample)
      #expect(fault == nil, "byte \(index)")
      _ = Shell.run(["rm", "-f", sample.path + "-journal"])
    }
  }

  @Test func cutFiles() throws {
    let sample = try filled()
    let original = try sample.close()
    for length in stride(from: 0, to: original.count, by: original.count / 20) {
      sample.folder.write("vault.db", bytes: Array(original[..<length]))
      #expect(fault(sample) == nil, "cut to \(length) bytes")
    }
  }

  private func tamper(_ sample: SampleVault, _ sql: String) throws {
    try Connection(sample.path, .readWrite).script(sql)
  }

  /// Every read of what was touched says so; reads of the rest may go on.
  private func isNoticed(_ sample: SampleVault) throws -> Bool {
    let vault = try sample.reopened(remembering: false)
    do {
      return try vault.read { try !Verification($0).run().faults.isEmpty }
    } catch is VaultError {
      return true
    }
  }

  @Test(arguments: [
    "UPDATE value SET body = (SELECT body FROM value WHERE id = 2) WHERE id = 1",
    "UPDATE record SET body = (SELECT body FROM record WHERE id = 5) WHERE id = 7",
    "DELETE FROM value WHERE id = 3", "DELETE FROM record WHERE id = 9",
    "DELETE FROM leaf WHERE record = 9", "DELETE FROM leaf", "DELETE FROM bucket WHERE id = 7", "DELETE FROM audit",
    "UPDATE leaf SET record = 8 WHERE record = 9", "UPDATE leaf SET tag = zeroblob(16) WHERE record = 9",
    // Columns of the index of another type or size, also where their bytes together are those that were there.
    "UPDATE leaf SET tag = 'sixteen letters!' WHERE record = 9", "UPDATE leaf SET record = 'nine' WHERE record = 9",
    "UPDATE leaf SET tag = zeroblob(17) WHERE record = 9", "UPDATE bucket SET digest = 7 WHERE id = 0",
    "UPDATE leaf SET lookup = lookup || x'00', tag = substr(tag, 2) WHERE record = 9",
    "UPDATE leaf SET record = x'0000000000000009' WHERE record = 9",
    "UPDATE bucket SET digest = zeroblob(32) WHERE id = 0", "UPDATE vault SET identifier = zeroblob(16)",
    "UPDATE vault SET salt = zeroblob(32)", "UPDATE root SET body = zeroblob(100)", "UPDATE root SET previous = tag",
    "UPDATE root SET tag = previous",
    "DELETE FROM root", "UPDATE root SET body = 'text'", "DELETE FROM vault",
    "UPDATE record SET body = 'text'", "UPDATE record SET body = 7", "UPDATE value SET body = NULL OR 1",
    "INSERT INTO record (id, body) VALUES (9999, zeroblob(64))", "DROP TABLE value",
    "ALTER TABLE leaf RENAME COLUMN tag TO t",
    "UPDATE value SET id = id + 1000",
  ]) func changedRows(_ sql: String) throws {
    let sample = try filled()
    try sample.vault.write {
      try $0.audit(AuditRecord(moment: sample.clock.now, user: "", process: "", action: "x", subject: "", detail: ""))
    }
    _ = try sample.close()
    try tamper(sample, sql)
    #expect(fault(sample) == nil)
    #expect((try? isNoticed(sample)) ?? true)
  }

  @Test func deletedAndPutBackRowsAreFoundByTheReadItself() throws {
    let sample = try filled()
    let old = try sample.vault.read { snapshot in
      let entry = try sample.secrets.find("app/key-1", in: snapshot)
      return try snapshot.db.first("SELECT body FROM record WHERE id = ?", [.integer(entry.id)]) { $0.bytes(0) } ?? nil
    }
    let leaf = try sample.vault.read { snapshot in
      try snapshot.leaf(at: try snapshot.index.lookup(of: EntryAddress(.secretsManager, .standard, "app/key-1")))
    }
    try sample.put("app/key-1", "new value")
    _ = try sample.close()
    // The record and its leaf as they were before, consistent with each other.
    let record = try #require(leaf?.record)
    let db = try Connection(sample.path, .readWrite)
    try db.execute("UPDATE record SET body = ? WHERE id = ?", [.bytes(try #require(old)), .integer(record)])
    try db.execute(
      "UPDATE leaf SET tag = ? WHERE record = ?", [.bytes(try #require(leaf?.tag.bytes)), .integer(record)])
    let vault = try sample.reopened(remembering: false)
    #expect(throws: VaultError.self) { try vault.read { try sample.secrets.value("app/key-1", in: $0) } }
    try tamper(sample, "DELETE FROM leaf WHERE record = \(record)")
    #expect(throws: VaultError.self) { try vault.read { try sample.secrets.value("app/key-1", in: $0) } }
  }

  @Test func rowsOfAnotherVaultDoNotFit() throws {
    let sample = try filled()
    let other = try filled()
    _ = try sample.close()
    _ = try other.close()
    for table in ["record", "value", "leaf", "bucket", "audit", "root", "vault"] {
      let changed = try filled()
      _ = try changed.close()
      try Connection(changed.path, .readWrite).script(
        "ATTACH '\(other.path)' AS other; DELETE FROM main.\(table); INSERT INTO main.\(table) SELECT * FROM other.\(table)"
      )
      #expect(fault(changed) == nil, "\(table)")
    }
  }
}
