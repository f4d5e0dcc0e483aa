import SQLite

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What lies beside a vault's file under the names that SQLite looks for, and whether it belongs to this very file.
///
/// A journal holds the pages as they were before a change that nobody finished, a write-ahead log of format 1 holds changes that
/// are not in the file yet. SQLite knows them by their names alone: where another file was put in the vault's place (by git, `mv`
/// or a restore), it would lay the old one's pages over the new one's. What does not belong to the file is moved aside: a log before
/// SQLite opens the file, a journal when SQLite would lay it over the file and has locked everybody out.
///
/// A journal belongs to the file whose root is the one that the journal keeps, or the one that was being put in its place under this
/// very journal: in format 2 each root stands beside its own tag, that of the one before, and the journal's number, marked so that they
/// are found without reading the pages.
enum StrayLog {
  /// - Parameter path: The file's, without links.
  /// - Returns: The paths that logs were moved to; a name ends in `.stray-1`, `.stray-2`, ….
  /// - Throws: ``VaultError/inputOutput(_:hint:)`` where it could not be moved.
  static func setAside(beside path: String) throws -> [String] {
    guard isForeignLog(beside: path) else { return [] }
    return try FolderLock.hold(of: path) {
      // Somebody else may have been here meanwhile.
      guard isForeignLog(beside: path) else { return [] }
      defer { POSIX.remove(path + "-shm") }
      return try StrayFile.kind(path + "-wal") == S_IFREG && FileStamp.size(path + "-wal") == 0
        ? discard(path + "-wal") : move(path + "-wal")
    }
  }

  /// Only format 1 has a write-ahead log. One beside a file of another format is what an older file left; an empty one would
  /// still make SQLite write another. What is no file would let SQLite wait for ever.
  private static func isForeignLog(beside path: String) -> Bool {
    guard let kind = StrayFile.kind(path + "-wal") else { return false }
    return kind != S_IFREG || format(of: path) ?? VaultSchema.first.format != VaultSchema.first.format
  }

  private static func format(of path: String) -> Int64? {
    let db = try? Connection(path, .immutable)
    return try? db?.first("PRAGMA user_version") { $0.integer(0) } ?? nil
  }

  /// Whether something lies beside the file without which it is not to be read.
  static func isAnyOwn(beside path: String) -> Bool {
    if FileStamp.size(path + "-wal") ?? 0 > 0 { return true }
    return FileStamp.size(path + "-journal") ?? 0 > 0 && isOwn(path + "-journal", path)
  }

  // MARK: Journals

  /// Whether a journal that nobody is writing belongs to the file, or is none.
  static let isOwn: @Sendable (_ journal: String, _ file: String) -> Bool = { journal, file in
    // Far larger than a change of a vault makes it.
    guard let size = FileStamp.size(journal), size < 1 << 30 else { return false }
    guard let header = JournalHeader(PrivateState.bytes(journal, limit: JournalHeader.size)) else { return true }
    // Nothing was written to the file yet: all that SQLite does then is to give the file the size that it had.
    guard header.records > 0 else { return FileStamp.size(file) == header.originalSize }
    // A file that does not read without its journal: SQLite finds out.
    guard let root = FileRoot(file) else { return true }
    return root.signs(with: header).contains { RootRow.occurs($0, inFile: journal) }
  }

  /// The root of a file as it is by itself.
  private struct FileRoot {
    /// What a journal holds that was begun under this root.
    let own: [UInt8]
    /// The tag of the root before, and the number of the journal under which this one took its place.
    var base: (tag: [UInt8], nonce: [UInt8])?

    /// Nil where it does not read.
    init?(_ path: String) {
      guard let db = try? Connection(path, .immutable) else { return nil }
      if let row = try? RootRow.fetch(db) {
        own = RootRow.mark(ofOwn: row.tag)
        base = (row.previous, row.journalNonce)
      } else if let sealed = try? db.first("SELECT root FROM vault WHERE id = 1", [], { $0.bytes(0) }) ?? nil {
        own = Sealer.tag(sealed)
      } else {
        return nil
      }
    }

    /// One of these occurs in a journal of this file.
    func signs(with header: JournalHeader) -> [[UInt8]] {
      guard let base, base.nonce == header.nonce else { return [own] }
      // Without its mark, which format 1 does not have.
      return [own, base.tag]
    }
  }

  /// How a journal that is in use begins (SQLite documentation, "Database File Format", section 3).
  private struct JournalHeader {
    static let size = 28
    private static let magic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]

    /// How many pages it holds; none until they are on the disk, before which nothing is written to the file.
    let records: UInt32
    let nonce: [UInt8]
    /// The file's bytes before the change.
    let originalSize: Int64

    init?(_ bytes: [UInt8]) {
      guard bytes.count == JournalHeader.size, bytes.starts(with: JournalHeader.magic) else { return nil }
      func number(at offset: Int) -> UInt32 { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) } }
      records = number(at: 8)
      nonce = Array(bytes[12..<16])
      originalSize = Int64(number(at: 16)) * Int64(number(at: 24))
    }
  }

  // MARK: Moving

  private static func move(_ path: String) throws -> [String] {
    if let target = StrayFile.moveAside(path) { return [target] }
    throw VaultError.inputOutput(
      "cannot move '\(path)' aside, which belongs to another file: \(POSIX.message)",
      hint: "move it away yourself; until then nothing is read, so that nothing is laid over the vault")
  }

  private static func discard(_ path: String) throws -> [String] {
    POSIX.remove(path)
    return []
  }
}
