import Console
import Workspace

/// The files that `scan` looks into, each read when its turn comes.
struct ScannedFiles: Sequence {
  typealias Element = (path: String, content: () throws -> [UInt8]?)

  private static let sizeLimit = 64 << 20
  private let files: [Element]

  init(staged: Bool, paths: [String], excluding own: String) throws {
    files = try staged ? ScannedFiles.index() : ScannedFiles.found(paths, own)
  }

  func makeIterator() -> IndexingIterator<[Element]> { files.makeIterator() }

  private static func index() throws -> [Element] {
    guard let repository = GitRepository.containing(FileSystem.currentFolder) else {
      throw UsageFailure("--staged: this is no git repository")
    }
    do throws(GitRepository.Failure) {
      let entries = try repository.stagedEntries()
      let content = try repository.content(of: entries)
      return entries.compactMap { entry in
        content[entry.path].map { bytes in
          (PathText.relative(PathText.join(repository.root, entry.path), to: FileSystem.currentFolder), { bytes })
        }
      }
    } catch {
      throw UsageFailure(error.description)
    }
  }

  private static func found(_ paths: [String], _ own: String) throws -> [Element] {
    let current = FileSystem.currentFolder
    var files: [String] = []
    for path in paths.isEmpty ? [current] : paths {
      let absolute = PathText.normalized(PathText.join(current, path))
      switch FileSystem.kind(absolute) {
      case .folder: files += below(absolute)
      case .file, .link, .other: files.append(absolute)
      case nil: throw UsageFailure("no such file: '\(path)'")
      }
    }
    return files.filter { !PathText.contains(own, $0) }.map { file in
      (PathText.relative(file, to: current), { try content(file) })
    }
  }

  /// What git tracks or would track; everything where there is no git.
  private static func below(_ folder: String) -> [String] {
    if let repository = GitRepository.containing(folder), let files = try? repository.files(below: folder) {
      return files.map { PathText.normalized(PathText.join(repository.root, $0)) }
    }
    return FileSystem.files(below: folder, excluding: FileSystem.usualExcludes).map { PathText.join(folder, $0) }
  }

  private static func content(_ path: String) throws -> [UInt8]? {
    guard FileSystem.kind(path) == .file else { return nil }
    do {
      guard case .bytes(let bytes) = try FileSystem.read(path, limit: sizeLimit) else {
        Terminal.note("not looked into: '\(path)' is larger than 64 MiB")
        return nil
      }
      return bytes
    } catch {
      Terminal.warn("not looked into: \(error)")
      return nil
    }
  }
}
