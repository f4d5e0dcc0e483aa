import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whose files are trusted, by git's rule for `safe.directory`: those of the process's user and, where that is root by
/// way of `sudo`, those of the user who called it.
package struct Ownership: Sendable {
  private let users: [UInt32]

  /// - Parameter sudoUser: What `SUDO_UID` holds.
  package init(user: UInt32, sudoUser: String?) {
    let caller = user == 0 ? sudoUser.flatMap { UInt32($0) } : nil
    users = caller.map { [user, $0] } ?? [user]
  }

  /// Of the running process.
  package static var current: Ownership {
    Ownership(user: geteuid(), sudoUser: getenv("SUDO_UID").map { String(cString: $0) })
  }

  /// The first of some paths that belongs to somebody else, and to whom: a link's own owner counts, and that of what it
  /// leads to. What is not there belongs to nobody.
  package func stranger(among paths: [String]) -> (path: String, user: UInt32)? {
    for path in paths {
      for owner in FileSystem.owners(path) where !users.contains(owner) { return (path, owner) }
    }
    return nil
  }
}

extension FileSystem {
  /// The user ids that a path belongs to: a link's own and that of what it leads to.
  fileprivate static func owners(_ path: String) -> [UInt32] {
    var info = stat()
    var owners: [UInt32] = []
    if withSystemPath(path, { lstat($0, &info) }) == 0 { owners.append(info.st_uid) }
    if withSystemPath(path, { stat($0, &info) }) == 0 { owners.append(info.st_uid) }
    return owners
  }

  /// Whether a file is the process's user's own and its group or others have any right to it: what ssh refuses in a key.
  package static func isOwnAndExposed(_ path: String) -> Bool {
    var info = stat()
    return withSystemPath(path, { stat($0, &info) }) == 0 && info.st_uid == geteuid() && info.st_mode & 0o077 != 0
  }

  /// Whether everybody may make files in a folder: one that is not the user's own, or that is meant for everybody, like `/tmp`.
  package static func isEverybodys(_ folder: String) -> Bool {
    var info = stat()
    return withSystemPath(folder, { stat($0, &info) }) == 0 && info.st_mode & 0o002 != 0
      && (info.st_uid != geteuid() || info.st_mode & mode_t(S_ISVTX) != 0)
  }

  /// A path with all links followed; nil where there is nothing.
  package static func resolved(_ path: String) -> String? {
    guard let real = withSystemPath(path, { realpath($0, nil) }) else { return nil }
    defer { free(real) }
    return PathBytes.text(UnsafeBufferPointer(start: real, count: strlen(real)).map { UInt8(bitPattern: $0) })
  }
}
