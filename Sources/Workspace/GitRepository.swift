import Diagnostics

extension [GitRepository.Blob] {
  /// Parts of so many bytes at most; what is larger by itself is left out.
  package func batches(of size: Int) -> [[GitRepository.Blob]] {
    var batches: [[GitRepository.Blob]] = []
    var room = 0
    for blob in self where blob.size <= size {
      if batches.isEmpty || blob.size > room {
        batches.append([])
        room = size
      }
      batches[batches.count - 1].append(blob)
      room -= blob.size
    }
    return batches
  }
}

/// A git work tree, asked through the `git` program.
package struct GitRepository: Sendable {
  /// The absolute path of the work tree's top folder.
  package let root: String

  package init(root: String) { self.root = root }

  /// The repository that a folder lies in, found by its `.git` without starting git.
  package static func containing(_ folder: String) -> GitRepository? {
    var folder = folder
    while true {
      if FileSystem.exists(PathText.join(folder, ".git")) { return GitRepository(root: folder) }
      guard folder != "/", folder != "." else { return nil }
      folder = PathText.parent(folder)
    }
  }

  /// A failure of git itself.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// So many seconds a call may take.
  private static let timeLimit = 120.0
  /// A walk through the history takes its time.
  private static let historyLimit = 3_600.0

  /// Programs that a repository's own settings name are not started, nothing is fetched, nothing locked, nobody asked.
  private static let options = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]
  private static let settings = [
    "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_PAGER": "cat", "LC_ALL": "C",
  ]

  private func git(
    _ arguments: [String], input: [UInt8] = [], limit: Double = timeLimit
  ) throws(Failure) -> [UInt8] {
    try output(arguments, input: input, limit: limit).standardOutput
  }

  private func output(
    _ arguments: [String], input: [UInt8] = [], limit: Double = timeLimit
  ) throws(Failure) -> ChildProcess.Output {
    let command = ["git"] + Self.options + ["-C", root] + arguments
    guard let output = ChildProcess.run(command, input: input, settings: Self.settings, limit: limit) else {
      throw Failure(description: "git could not be started")
    }
    if output.isLate { throw Failure(description: "git \(arguments[0]) took longer than \(Int(limit)) s") }
    guard output.status == 0 else {
      let said = String(decoding: output.standardError, as: UTF8.self).split(separator: "\n").first.map(String.init)
      throw Failure(description: "git \(arguments[0]) failed: \(said ?? "status \(output.status)")")
    }
    return output
  }

  private func paths(_ arguments: [String]) throws(Failure) -> [String] {
    try git(arguments).split(separator: 0).map { PathBytes.text($0) }
  }

  /// How git stands to a file of the work tree.
  package enum FileState: Sendable, Equatable {
    case tracked
    /// Tracked, and told to be ignored: being in the index wins.
    case trackedThoughIgnored
    /// Neither tracked nor ignored.
    case new
    case ignored
  }

  /// Files with how git stands to them, relative to the root, and the folders that git could not read.
  package struct Listing: Sendable {
    package fileprivate(set) var states: [String: FileState] = [:]
    /// Relative to the root.
    package fileprivate(set) var unread: Set<String> = []
  }

  /// Tracked files and new ones that are not ignored, below a folder of the repository.
  package func listing(below folder: String) throws(Failure) -> Listing {
    var listing = Listing()
    listing.states = try tagged(["--", pathspec(folder)], &listing.unread).mapValues { $0 ? .tracked : .new }
    return listing
  }

  /// The same, and ignored files; ignored folders are not entered.
  package func listingWithIgnored(below folder: String) throws(Failure) -> Listing {
    var listing = try listing(below: folder)
    let ignored = try tagged(["--ignored", "--directory", "--", pathspec(folder)], &listing.unread)
    listing.states.merge(ignored.mapValues { $0 ? .trackedThoughIgnored : .ignored }) { $1 }
    listing.states = listing.states.filter { !$0.key.hasSuffix("/") }
    return listing
  }

  /// Tracked files and new ones that are not ignored, below a folder of the repository; relative to the root.
  package func files(below folder: String) throws(Failure) -> [String] {
    try listing(below: folder).states.keys.sorted()
  }

  /// How git stands to some files, given relative to the root; none for those that are not there.
  package func states(of files: [String]) throws(Failure) -> [String: FileState] {
    guard !files.isEmpty else { return [:] }
    var unread: Set<String> = []
    let ignored = try tagged(["--ignored", "--"] + files.map { ":(literal)" + $0 }, &unread)
    let others = files.filter { ignored[$0] == nil }
    let rest = others.isEmpty ? [:] : try tagged(["--"] + others.map { ":(literal)" + $0 }, &unread)
    return ignored.mapValues { $0 ? .trackedThoughIgnored : .ignored }
      .merging(rest.mapValues { $0 ? .tracked : .new }) { $1 }
  }

  /// What `ls-files` lists of tracked and untracked files, with whether each is tracked.
  private func tagged(_ arguments: [String], _ unread: inout Set<String>) throws(Failure) -> [String: Bool] {
    let output = try output(["ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard"] + arguments)
    unread.formUnion(Self.unreadFolders(output.standardError))
    let listed = output.standardOutput.split(separator: 0).map {
      (PathBytes.text($0.dropFirst(2)), $0.first != UInt8(ascii: "?"))
    }
    return Dictionary(listed, uniquingKeysWith: { $0 || $1 })
  }

  /// The folders of `warning: could not open directory 'a/': Permission denied`.
  private static func unreadFolders(_ warnings: [UInt8]) -> [String] {
    warnings.split(separator: 0x0A).compactMap { line in
      let start = Array("warning: could not open directory '".utf8)
      guard line.starts(with: start), let quote = line.lastIndex(of: UInt8(ascii: "'")) else { return nil }
      let name = line[(line.startIndex + start.count)..<max(line.startIndex + start.count, quote)]
      return PathBytes.text(name.last == UInt8(ascii: "/") ? name.dropLast() : name)
    }
  }

  private func pathspec(_ folder: String) -> String {
    folder == root ? "." : ":(literal)" + PathText.relative(folder, to: root)
  }

  /// A file of the index.
  package struct IndexEntry: Sendable {
    /// Relative to the root.
    package let path: String
    /// The object that holds its content.
    package let id: String
    fileprivate let mode: String

    /// Whether the content is a link's text.
    package var isLink: Bool { mode == "120000" }
    /// Whether it is a commit of another repository, and there is no content here.
    package var isSubmodule: Bool { mode == "160000" }
  }

  /// The files that a commit would add or change.
  package func stagedEntries() throws(Failure) -> [IndexEntry] {
    try entries(
      ["diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--diff-filter=ACMRT", "--no-ext-diff"],
      mode: 1, id: 3)
  }

  /// Tracked files whose content differs between the index and the work tree, as the index has them.
  package func entriesDifferingFromIndex() throws(Failure) -> [IndexEntry] {
    try entries(["diff-files", "--raw", "-z", "--no-abbrev"], mode: 0, id: 2)
  }

  /// Reads `:MODE MODE ID ID STATUS`, NUL, path, NUL (git-diff-files, "Raw output format").
  private func entries(_ arguments: [String], mode: Int, id: Int) throws(Failure) -> [IndexEntry] {
    let parts = try git(arguments).split(separator: 0)
    return stride(from: 0, to: parts.count - 1, by: 2).compactMap { index in
      let words = parts[index].dropFirst().split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
      guard words.count == 5, words[id].contains(where: { $0 != "0" }) else { return nil }
      return IndexEntry(path: PathBytes.text(parts[index + 1]), id: words[id], mode: words[mode])
    }
  }

  /// The files changed since the merge base with a revision, those not yet committed and new ones included.
  package func changedFiles(since revision: String) throws(Failure) -> [String] {
    let base = String(decoding: try git(["merge-base", "--end-of-options", revision, "HEAD"]), as: UTF8.self).filter {
      !$0.isWhitespace
    }
    let changed = try paths(["diff", "--name-only", "-z", "--diff-filter=ACMRT", "--no-ext-diff", base])
    let new = try paths(["ls-files", "-z", "--others", "--exclude-standard"])
    return Array(Set(changed + new)).sorted()
  }

  /// The content of files of the index, by path; none for those whose object is missing.
  package func content(of entries: [IndexEntry]) throws(Failure) -> [String: [UInt8]] {
    let entries = entries.filter { !$0.isSubmodule }
    let contents = try objects(entries.map(\.id), limit: Self.timeLimit)
    return zip(entries, contents).reduce(into: [:]) { $0[$1.0.path] = $1.1 }
  }

  /// The bytes of objects, in their order; none of those that are missing.
  private func objects(_ ids: [String], limit: Double) throws(Failure) -> [[UInt8]?] {
    guard !ids.isEmpty else { return [] }
    let output = try git(["cat-file", "--batch"], input: Array(ids.map { $0 + "\n" }.joined().utf8), limit: limit)
    var index = 0
    return ids.map { _ in
      guard let lineEnd = output[index...].firstIndex(of: 0x0A) else { return nil }
      let words = output[index..<lineEnd].split(separator: 0x20)
      index = lineEnd + 1
      guard words.count == 3, let size = Int(String(decoding: words[2], as: UTF8.self)), index + size < output.count
      else { return nil }
      defer { index += size + 1 }
      return Array(output[index..<index + size])
    }
  }

  /// One version of a file.
  package struct Blob: Sendable {
    package let id: String
    package let size: Int
    /// Relative to the root.
    package let path: String
  }

  /// Every version of every file that the commits of a range bring, once for each of its paths.
  package func blobs(in range: String) throws(Failure) -> [Blob] {
    let log = try git(
      [
        "log", "--format=", "--raw", "-z", "-c", "--root", "--no-abbrev", "--no-renames", "--no-show-signature",
        "--end-of-options", range, "--",
      ], limit: Self.historyLimit)
    let found = Self.additions(log)
    var ids: [String] = []
    var known: Set<String> = []
    for entry in found where known.insert(entry.id).inserted { ids.append(entry.id) }
    let described = try git(
      ["cat-file", "--batch-check=%(objecttype) %(objectsize)"], input: Array(ids.map { $0 + "\n" }.joined().utf8),
      limit: Self.historyLimit)
    var sizes: [String: Int] = [:]
    for (id, line) in zip(ids, described.split(separator: 0x0A)) {
      let words = line.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
      if words.count == 2, words[0] == "blob" { sizes[id] = Int(words[1]) }
    }
    return found.compactMap { entry in sizes[entry.id].map { Blob(id: entry.id, size: $0, path: entry.path) } }
  }

  /// The objects that commits put at paths, from the newest, each once: `:MODE MODE ID ID STATUS`, NUL, path, NUL; in front of
  /// what a merge changed against all of its parents stands a colon for each (git-diff-tree, "Raw output format").
  private static func additions(_ log: [UInt8]) -> [(id: String, path: String)] {
    var result: [(id: String, path: String)] = []
    var seen: Set<[UInt8]> = []
    var parts = log.split(separator: 0).makeIterator()
    while let header = parts.next(), let path = parts.next() {
      let parents = header.prefix { $0 == UInt8(ascii: ":") }.count
      let words = header.dropFirst(parents).split(separator: 0x20)
      guard words.count == 2 * parents + 3 else { continue }
      let id = words[2 * parents + 1]
      guard id.contains(where: { $0 != UInt8(ascii: "0") }), seen.insert(Array(id + path)).inserted else { continue }
      result.append((String(decoding: id, as: UTF8.self), PathBytes.text(path)))
    }
    return result
  }

  /// The bytes of blobs, in their order.
  package func content(of blobs: [Blob]) throws(Failure) -> [[UInt8]] {
    try objects(blobs.map(\.id), limit: Self.historyLimit).map { $0 ?? [] }
  }

  /// The oldest commit of a range that has a blob where there was none before, shortened.
  package func commit(adding blob: Blob, in range: String) throws(Failure) -> String {
    let found = try git(
      [
        "log", "--format=%h", "--reverse", "--find-object=\(blob.id)", "--end-of-options", range, "--",
      ], limit: Self.historyLimit)
    return found.split(separator: 0x0A).first.map { String(decoding: $0, as: UTF8.self) } ?? "?"
  }
}
