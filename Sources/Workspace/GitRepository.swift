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

  private func git(_ arguments: [String], input: [UInt8] = []) throws(Failure) -> [UInt8] {
    guard let output = ChildProcess.run(["git", "-C", root] + arguments, input: input) else {
      throw Failure(description: "git could not be started")
    }
    guard output.status == 0 else {
      let said = String(decoding: output.standardError, as: UTF8.self).split(separator: "\n").first.map(String.init)
      throw Failure(description: "git \(arguments[0]) failed: \(said ?? "status \(output.status)")")
    }
    return output.standardOutput
  }

  private func paths(_ arguments: [String]) throws(Failure) -> [String] {
    try git(arguments).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
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

  /// Tracked files and new ones that are not ignored, below a folder of the repository; relative to the root.
  package func files(below folder: String) throws(Failure) -> [String] {
    try tagged(["--", pathspec(folder)]).keys.sorted()
  }

  /// The same with how git stands to them, and ignored files; ignored folders are not entered.
  package func states(below folder: String) throws(Failure) -> [String: FileState] {
    let ignored = try tagged(["--ignored", "--directory", "--", pathspec(folder)])
    return try tagged(["--", pathspec(folder)])
      .mapValues { $0 ? .tracked : .new }
      .merging(ignored.mapValues { $0 ? .trackedThoughIgnored : .ignored }) { $1 }
      .filter { !$0.key.hasSuffix("/") }
  }

  /// How git stands to some files, given relative to the root; none for those that are not there.
  package func states(of files: [String]) throws(Failure) -> [String: FileState] {
    guard !files.isEmpty else { return [:] }
    let ignored = try tagged(["--ignored", "--"] + files.map { ":(literal)" + $0 })
    let others = files.filter { ignored[$0] == nil }
    let rest = others.isEmpty ? [:] : try tagged(["--"] + others.map { ":(literal)" + $0 })
    return ignored.mapValues { $0 ? .trackedThoughIgnored : .ignored }
      .merging(rest.mapValues { $0 ? .tracked : .new }) { $1 }
  }

  /// What `ls-files` lists of tracked and untracked files, with whether each is tracked.
  private func tagged(_ arguments: [String]) throws(Failure) -> [String: Bool] {
    let listed = try paths(["ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard"] + arguments)
    return Dictionary(
      listed.map { (String($0.dropFirst(2)), !$0.hasPrefix("?")) }, uniquingKeysWith: { $0 || $1 })
  }

  private func pathspec(_ folder: String) -> String {
    folder == root ? "." : ":(literal)" + PathText.relative(folder, to: root)
  }

  /// The files that a commit would add or change, relative to the root.
  package func stagedFiles() throws(Failure) -> [String] {
    try paths(["diff", "--cached", "--name-only", "-z", "--diff-filter=ACMRT", "--no-ext-diff"])
  }

  /// Tracked files whose content differs between the index and the work tree.
  package func filesDifferingFromIndex() throws(Failure) -> [String] {
    try paths(["diff-files", "--name-only", "-z"])
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

  /// The index's content of files, by path relative to the root; none for those that are not in it.
  package func indexContent(of files: [String]) throws(Failure) -> [String: [UInt8]] {
    guard !files.isEmpty else { return [:] }
    let input = Array(files.map { ":0:\($0)\n" }.joined().utf8)
    let output = try git(["cat-file", "--batch"], input: input)
    var result: [String: [UInt8]] = [:]
    var index = 0
    for file in files {
      guard let lineEnd = output[index...].firstIndex(of: 0x0A) else { break }
      let words = output[index..<lineEnd].split(separator: 0x20)
      index = lineEnd + 1
      guard words.count == 3, words[1].elementsEqual("blob".utf8),
        let size = Int(String(decoding: words[2], as: UTF8.self)),
        index + size < output.count
      else { continue }
      result[file] = Array(output[index..<index + size])
      index += size + 1
    }
    return result
  }

  /// One version of a file.
  package struct Blob: Sendable {
    package let id: String
    package let size: Int
    /// Relative to the root.
    package let path: String
  }

  /// Every version of every file that the commits of a range hold, once.
  package func blobs(in range: String) throws(Failure) -> [Blob] {
    let objects = try git(["rev-list", "--objects", "--end-of-options", range, "--"])
    let described = try git(
      ["cat-file", "--batch-check=%(objecttype) %(objectname) %(objectsize) %(rest)"], input: objects)
    return described.split(separator: 0x0A).compactMap { line in
      let words = line.split(separator: 0x20, maxSplits: 3).map { String(decoding: $0, as: UTF8.self) }
      guard words.count == 4, words[0] == "blob", let size = Int(words[2]) else { return nil }
      return Blob(id: words[1], size: size, path: words[3])
    }
  }

  /// The bytes of blobs, in their order.
  package func content(of blobs: [Blob]) throws(Failure) -> [[UInt8]] {
    let output = try git(["cat-file", "--batch"], input: Array(blobs.map { $0.id + "\n" }.joined().utf8))
    var index = 0
    return blobs.map { blob in
      let start = (output[index...].firstIndex(of: 0x0A) ?? output.count) + 1
      index = start + blob.size + 1
      return index <= output.count ? Array(output[start..<start + blob.size]) : []
    }
  }

  /// The oldest commit of a range that has a blob where there was none before, shortened.
  package func commit(adding blob: Blob, in range: String) throws(Failure) -> String {
    let found = try git([
      "log", "--format=%h", "--reverse", "--find-object=\(blob.id)", "--end-of-options", range, "--",
    ])
    return found.split(separator: 0x0A).first.map { String(decoding: $0, as: UTF8.self) } ?? "?"
  }
}
