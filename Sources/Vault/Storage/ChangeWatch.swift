import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Tells by one short read whether anybody committed anything: each commit counts on in the file's first bytes (SQLite
/// documentation, "Database File Format", section 1.3.7, "File change counter").
///
/// The descriptor stays open for as long as the watch: to close it would drop the locks that SQLite holds on the file.
final class ChangeWatch: Sendable {
  private let descriptor: Int32

  /// - Throws: ``VaultError/inputOutput(_:hint:)``.
  init(_ path: String) throws {
    descriptor = POSIX.open(path, O_RDONLY, mode: 0)
    guard descriptor >= 0 else {
      throw VaultError.inputOutput("cannot read '\(path)': \(POSIX.message)", hint: nil)
    }
  }

  deinit { close(descriptor) }

  /// The counters as they are now; nil where the file does not read.
  var stamp: ChangeStamp? {
    var stamp = ChangeStamp()
    let size = MemoryLayout<ChangeStamp>.size
    return pread(descriptor, &stamp, size, 24) == size ? stamp : nil
  }
}

/// The change counter, the number of pages, and the first free page and how many there are: what SQLite itself compares.
struct ChangeStamp: Equatable, BitwiseCopyable {
  private var words: (UInt64, UInt64) = (0, 0)

  static func == (left: ChangeStamp, right: ChangeStamp) -> Bool { left.words == right.words }
}
