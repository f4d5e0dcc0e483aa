/// The folders in which something that belongs to a folder is looked for: the folder itself and those above it, up to the
/// repository's top or the home folder, whichever is nearer.
///
/// Nothing above is anybody's word on a project: `/tmp` and `/` are others' places, and a home folder's parent too. In a git
/// work tree that `git worktree add` made, the same folders of the main work tree follow, where files stand that git
/// does not carry over.
package struct SearchedFolders: Sendable {
  /// From the nearest to the farthest, absolute.
  package let folders: [String]

  /// - Parameters:
  ///   - folder: Absolute.
  ///   - home: The user's home folder, absolute; links in it are followed.
  package init(from folder: String, repository: GitRepository?, home: String?) {
    let homes = Set([home, home.flatMap(FileSystem.resolved)].compactMap { $0 }.filter { $0 != "/" })
    var folders: [String] = []
    var current = folder
    while true {
      folders.append(current)
      guard current != repository?.root, !homes.contains(current), current != "/", current != "." else { break }
      current = PathText.parent(current)
    }
    if let repository, folders.last == repository.root, let main = repository.mainWorkTree {
      folders += folders.map { PathText.normalized(PathText.join(main, PathText.relative($0, to: repository.root))) }
    }
    self.folders = folders
  }
}

extension GitRepository {
  /// The main work tree of one that `git worktree add` made; nil for any other, and where the two do not name each other:
  /// a `.git` file alone is nobody's proof.
  package var mainWorkTree: String? {
    let link = PathText.join(root, ".git")
    guard FileSystem.kind(link) == .file, let target = Self.line(of: link), target.hasPrefix("gitdir: ") else {
      return nil
    }
    let folder = PathText.normalized(PathText.join(root, String(target.dropFirst("gitdir: ".count))))
    guard let common = Self.line(of: PathText.join(folder, "commondir")),
      let back = Self.line(of: PathText.join(folder, "gitdir"))
    else { return nil }
    let store = PathText.normalized(PathText.join(folder, common))
    let named = PathText.normalized(PathText.join(folder, back))
    guard PathText.name(store) == ".git", FileSystem.resolved(named) == FileSystem.resolved(link) else { return nil }
    return PathText.parent(store)
  }

  private static func line(of path: String) -> String? {
    guard case .bytes(let bytes)? = try? FileSystem.read(path, limit: 1 << 16) else { return nil }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }, as: UTF8.self)
  }
}
