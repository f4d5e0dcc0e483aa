import SQLite

/// Opens everything and lists what does not fit, instead of stopping at the first fault as a read does.
package struct Verification {
  package struct Report: Sendable {
    package var entries = 0
    package var values = 0
    /// What is damaged, in words.
    package var faults: [String] = []
  }

  private let snapshot: Snapshot

  package init(_ snapshot: Snapshot) {
    self.snapshot = snapshot
  }

  package func run() throws -> Report {
    var report = Report()
    report.faults += try faults { _ = try snapshot.auditRecords() }
    var leaves: [Leaf] = []
    for bucket in 0..<KeyedIndex.bucketCount {
      report.faults += try faults { leaves += try snapshot.bucket(UInt8(bucket)).leaves }
    }
    var values: Set<Int64> = []
    for leaf in leaves {
      var entry: Entry?
      report.faults += try faults { entry = try self.entry(at: leaf) }
      guard let entry else { continue }
      report.entries += 1
      for version in entry.versions {
        values.insert(version.row)
        let faults = try faults { _ = try snapshot.value(of: version, in: entry) }
        report.values += faults.isEmpty ? 1 : 0
        report.faults += faults
      }
    }
    report.faults += try faults { try compare("record", known: Set(leaves.map(\.record))) }
    report.faults += try faults { try compare("value", known: values) }
    return report
  }

  /// Nil for records of other kinds.
  private func entry(at leaf: Leaf) throws -> Entry? {
    guard let (id, record) = try snapshot.record(at: leaf.lookup) else { return nil }
    guard try Entry.isEntry(record, id: id) else { return nil }
    return try reading("record \(id)") { try Entry(id: id, record) }
  }

  /// Rows that nothing refers to do no harm, but specvault leaves none.
  private func compare(_ table: String, known: Set<Int64>) throws {
    var found: Set<Int64> = []
    try snapshot.db.forEach("SELECT id FROM \(table)") { found.insert(try $0.number(0, of: table)) }
    let strange = found.subtracting(known)
    guard strange.isEmpty else {
      throw VaultError.damaged("\(strange.count) rows of '\(table)' belong to nothing")
    }
  }

  private func faults(_ body: () throws -> Void) throws -> [String] {
    do {
      try body()
      return []
    } catch VaultError.damaged(let what) {
      return [what]
    } catch let error as SQLiteError {
      return ["SQLite says: \(error.message)"]
    }
  }
}
