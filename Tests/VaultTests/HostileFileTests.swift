import SQLite
import TestSupport
import Testing
import Workspace

@testable import Vault

/// A file that somebody made who knows SQLite: its schema is compared before anything of it is used.
@Suite struct HostileFileTests {
  private static let changes = [
    "a view in a table's place":
      "ALTER TABLE record RENAME TO r; CREATE VIEW record AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n AS id, zeroblob(64) AS body FROM c",
    "a view beside": "CREATE VIEW v AS SELECT * FROM value",
    "a trigger on the audit log": "CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM value; END",
    "a trigger that keeps copies":
      "CREATE TABLE copies (body BLOB); CREATE TRIGGER t AFTER UPDATE ON value BEGIN INSERT INTO copies VALUES (old.body); END",
    "a table beside": "CREATE TABLE more (id INTEGER)",
    "an index": "CREATE INDEX i ON record (body)",
    "a generated column": "ALTER TABLE value ADD COLUMN more AS (zeroblob(1000000000))",
    "another column": "ALTER TABLE audit ADD COLUMN more BLOB",
    "a default":
      "DROP TABLE succession; CREATE TABLE succession (epoch INTEGER PRIMARY KEY, body BLOB NOT NULL DEFAULT x'00')",
    "a renamed table": "ALTER TABLE bucket RENAME TO buckets",
    "white space": "DROP TABLE succession; CREATE TABLE succession (epoch INTEGER PRIMARY KEY,  body BLOB NOT NULL)",
  ]

  @Test(arguments: changes.keys.sorted()) func anotherSchemaIsRefused(_ name: String) throws {
    let sample = try SampleVault()
    try sample.create("a", "1")
    try alter(sample, try #require(HostileFileTests.changes[name]))
    let before = try sample.copyOfFile()
    #expect(throws: VaultError.self) { try sample.reopened() }
    // One that is open already finds out, too.
    #expect(throws: VaultError.self) { try sample.vault.read { try $0.settings() } }
    #expect(throws: VaultError.self) { try sample.put("a", "2") }
    #expect(try sample.copyOfFile() == before)
  }

  /// By a program that allows everything.
  private func alter(_ sample: SampleVault, _ sql: String) throws {
    let script = "import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); d.executescript(sys.argv[2])"
    let result = Shell.run([BuiltPackage.python, "-c", script, sample.path, sql])
    try #require(result.status == 0, "\(result.error)")
  }

  @Test func hugeValuesAreNotRead() throws {
    let sample = try SampleVault()
    try sample.create("a", "1")
    try alter(sample, "UPDATE value SET body = zeroblob(100000000)")
    #expect(throws: VaultError.self) { try sample.reopened().read { try sample.secrets.value("a", in: $0) } }
  }

  @Test func manyRowsOfTheIndexAreNotRead() throws {
    let sample = try SampleVault()
    try alter(
      sample,
      "INSERT INTO bucket WITH RECURSIVE c(n) AS (SELECT 256 UNION ALL SELECT n + 1 FROM c WHERE n < 300000) SELECT n, zeroblob(32) FROM c"
    )
    #expect(throws: VaultError.self) { try sample.reopened().read { try $0.settings() } }
  }
}
