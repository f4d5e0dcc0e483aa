#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Decides whether the journal that lies beside a file is the file's own, and moves it aside where it is not.
///
/// It is asked while SQLite holds the file exclusively, just before it would lay the journal's pages over it: nobody writes then, and nobody
/// else can be at the same journal.
final class JournalGuard {
  /// Whether a journal belongs to a file.
  typealias Rule = @Sendable (_ journal: String, _ file: String) -> Bool

  private let isOwn: Rule
  /// The paths that journals were moved to, since it was last asked.
  private var moved: [String] = []

  init(_ isOwn: @escaping Rule) { self.isOwn = isOwn }

  func takeMoved() -> [String] {
    defer { moved = [] }
    return moved
  }

  enum Verdict {
    case own, movedAside, immovable
  }

  func judge(_ journal: String, of file: String) -> Verdict {
    guard !isRegular(journal) || JournalGuard.namesAnother(journal) || !isOwn(journal, file) else { return .own }
    guard let target = StrayFile.moveAside(journal) else { return .immovable }
    moved.append(target)
    return .movedAside
  }

  private func isRegular(_ path: String) -> Bool { StrayFile.kind(path) == S_IFREG }

  /// Whether a journal ends in the name of a super-journal, a file that SQLite would delete after it laid the journal over its file (SQLite
  /// documentation, "Database File Format", section 3). Only changes of several files at once have one; ours never do.
  private static func namesAnother(_ journal: String) -> Bool {
    guard let file = fopen(journal, "re") else { return false }
    defer { fclose(file) }
    var end = [UInt8](repeating: 0, count: 8)
    return fseek(file, -8, SEEK_END) == 0 && fread(&end, 1, 8, file) == 8 && end == magic
  }

  private static let magic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
}

/// A file under a name that SQLite looks for, which belongs to another file.
package enum StrayFile {
  /// Renames it.
  /// - Returns: Its new path, which ends in `.stray-1`, `.stray-2`, …; nil where it could not be renamed.
  package static func moveAside(_ path: String) -> String? {
    let target = (1..<10_000).lazy.map { "\(path).stray-\($0)" }.first { kind($0) == nil }
    guard let target, rename(path, target) == 0 else { return nil }
    return target
  }

  /// What stands at a path, without following a link: one of `S_IFREG`, `S_IFDIR`, …; nil for nothing.
  package static func kind(_ path: String) -> mode_t? {
    var info = stat()
    return lstat(path, &info) == 0 ? info.st_mode & S_IFMT : nil
  }
}
