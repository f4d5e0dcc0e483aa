import Diagnostics
import Synchronization
import Workspace

/// The ignore files that several Dockerfiles have in common, each looked for once.
final class SharedIgnoreFiles: Sendable {
  typealias Found = (source: SourceText, ignore: IgnoreFile)

  private let known = Mutex<[String: Found?]>([:])

  /// - Parameter path: relative to the project's root.
  func find(_ path: String, _ folder: ProjectFolder) -> Found? {
    if let found = known.withLock({ $0[path] }) { return found }
    let found = folder.read(path).map { IgnoreFile.read($0) }
    known.withLock { $0[path] = .some(found) }
    return found
  }
}

extension IgnoreFile {
  static func read(_ source: SourceText) -> SharedIgnoreFiles.Found {
    (source, IgnoreFile(source.text(0..<source.bytes.count)))
  }
}
