import SQLite

/// Tells by one short read whether anybody committed anything: each commit counts on in the file's first bytes (SQLite
/// documentation, "Database File Format", section 1.3.7, "File change counter").
///
/// It reads by a connection of its own, which does nothing else: only SQLite knows when a descriptor of the file may be closed without
/// dropping the locks that this process holds on it.
final class ChangeWatch: @unchecked Sendable {
  private let connection: Connection

  /// - Throws: ``VaultError/inputOutput(_:hint:)``.
  init(_ path: String) throws {
    do {
      connection = try Connection(path, .readOnly)
    } catch let error as SQLiteError {
      throw VaultError.inputOutput("cannot read '\(path)': \(error.message)", hint: nil)
    }
  }

  /// The counters as they are now; nil where the file does not read.
  var stamp: ChangeStamp? {
    var stamp = ChangeStamp()
    return withUnsafeMutableBytes(of: &stamp) { connection.read(at: 24, into: $0) } ? stamp : nil
  }
}

/// The change counter, the number of pages, and the first free page and how many there are: what SQLite itself compares.
struct ChangeStamp: Equatable, BitwiseCopyable {
  private var words: (UInt64, UInt64) = (0, 0)

  static func == (left: ChangeStamp, right: ChangeStamp) -> Bool { left.words == right.words }
}
