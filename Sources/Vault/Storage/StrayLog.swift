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
/// or a restore), it would lay the old one's pages over the new one's. Before SQLite opens the file, what does not belong to it is
/// moved aside.
///
/// A journal belongs to the file whose root is the one that the journal keeps, or the one that was being put in its place under this
/// very journal: in format 2 each root stands beside its own tag, that of the one before, and the journal's number, marked so that they
/// are found without reading the pages.
enum StrayLog {
  /// - Returns: The paths that things were moved to; a name ends in `.stray-1`, `.stray-2`, ….
  /// - Throws: ``VaultError/inputOutput(_:hint:)`` where it could not be moved.
  static func setAside(beside path: String) throws -> [String] {
    guard isAny(beside: path) else { return [] }
    return try FolderLock.hold(of: path) {
      // Somebody else may have been here meanwhile.
      guard isAny(beside: path) else { return [] }
      var moved: [String] = []
      if isForeignLog(beside: path) { moved += try move(path + "-wal") + discard(path + "-shm") }
      if isForeignJournal(beside: path) { moved += try move(path + "-journal") }
      return moved
    }
  }

  private static func isAny(beside path: String) -> Bool {
    FileStamp.size(path + "-wal") != nil || FileStamp.size(path + "-journal") ?? 0 > 0
  }

  // MARK: Whose it is

  /// Only format 1 has a write-ahead log. One beside a file of another format is what an older file left; an empty one would
  /// still make SQLite write another.
  private static func isForeignLog(beside path: String) -> Bool {
    guard FileStamp.size(path + "-wal") != nil else { return false }
    return format(of: path) ?? VaultSchema.first.format != VaultSchema.first.format
  }

  private static func isForeignJournal(beside path: String) -> Bool {
    guard let journal = contents(path + "-journal"), journal.count > 16, journal.starts(with: magic),
      let root = root(of: path)
    else {
      // A journal that is not in use, or a file that does not read without it: SQLite finds out.
      return false
    }
    let base = RootRow.mark(ofOwn: root.previous)
    let isHalfWritten = root.journalNonce == Array(journal[12..<16]) && RootRow.occurs(base, in: journal)
    return !isHalfWritten && !RootRow.occurs(RootRow.mark(ofOwn: root.tag), in: journal)
      && RootRow.occurs(RootRow.ownMark, in: journal)
  }

  /// The first bytes of a journal that is in use (SQLite documentation, "Database File Format", section 3).
  private static let magic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]

  private static func format(of path: String) -> Int64? {
    let db = try? Connection(path, .immutable)
    return try? db?.first("PRAGMA user_version") { $0.integer(0) } ?? nil
  }

  /// The root of the file as it is by itself; nil where it does not read, or is of a format without one.
  private static func root(of path: String) -> RootRow? {
    (try? Connection(path, .immutable)).flatMap { try? RootRow.fetch($0) }
  }

  // MARK: Moving

  private static func move(_ path: String) throws -> [String] {
    guard FileStamp.size(path) ?? 0 > 0 else { return try discard(path) }
    let target = (1..<10_000).lazy.map { "\(path).stray-\($0)" }.first { FileStamp($0) == nil }
    if let target, rename(path, target) == 0 { return [target] }
    throw VaultError.inputOutput(
      "cannot move '\(path)' aside, which belongs to another file: \(POSIX.message)",
      hint: "move it away yourself; until then nothing is read, so that nothing is laid over the vault")
  }

  private static func discard(_ path: String) throws -> [String] {
    POSIX.remove(path)
    return []
  }

  /// A file's bytes; nil where it cannot be read, or is far larger than a change of a vault makes it.
  private static func contents(_ path: String) -> [UInt8]? {
    guard let size = FileStamp.size(path), size > 0, size < 1 << 30 else { return nil }
    let descriptor = POSIX.open(path, O_RDONLY, mode: 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
      while count < buffer.count {
        let part = read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
        guard part > 0 else { break }
        count += part
      }
    }
  }
}
