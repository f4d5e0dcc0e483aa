import Diagnostics
import Workspace

/// Finds the files of a run and reads them.
///
/// The only place of the linter that touches the file system and git, and git only where it must: linting a file that is
/// named, with nothing to compare across files, starts no other program.
struct FileCollector {
  /// Larger artifacts are not read.
  static let sizeLimit = 10 << 20

  struct Candidate: Hashable {
    /// Absolute.
    let path: String
    var isNamed = false
    /// How git stands to a dotenv file, where it was asked.
    var state: GitRepository.FileState?

    var isTracked: Bool { state == .tracked || state == .trackedThoughIgnored }
  }

  let request: LintRequest
  let repository: GitRepository?
  private(set) var candidates: [Candidate] = []
  /// Remarks on how the files were found.
  private(set) var notes: [String] = []
  /// Folders that could not be read, and links that are not followed.
  private(set) var skipped: [SkippedFile] = []
  /// What was named and could not be read.
  private(set) var failures: [RunFailure] = []
  private let boundary: Boundary
  /// The texts of links that the next commit would hold, by absolute path.
  private(set) var linkTexts: [String: [UInt8]] = [:]
  /// Content that does not stand in the work tree as it is to be read: from the index, or from standard input.
  private var overlay: [String: [UInt8]] = [:]
  /// Walked folders, absolute: everything below is among the candidates already.
  private var walked: [String] = []

  init(_ request: LintRequest) throws(LintFailure) {
    self.request = request
    if request.paths.contains("") {
      throw LintFailure("an empty path was given", hint: "is a variable of the script empty? '.' is the current folder")
    }
    repository = GitRepository.containing(request.currentFolder)
    boundary = Boundary(currentFolder: request.currentFolder, repository: repository)
    switch request.scope {
    case .paths: try collectPaths()
    case .documents, .history: break
    case .staged: try collectStaged()
    case .changed(let revision): try collectChanged(since: revision)
    case .standardInput(let name, let bytes):
      let path = absolute(name)
      overlay[path] = bytes
      candidates = [Candidate(path: path, isNamed: true)]
      return
    }
    askGitOfNamedDotenvs()
  }

  /// Asked for no other kind, which spares them the child process. Where git does not answer, nothing is known.
  private mutating func askGitOfNamedDotenvs() {
    var indexes: [String: [Int]] = [:]
    for (index, candidate) in candidates.enumerated() where candidate.isNamed {
      guard FileKind(path: candidate.path) == .dotenv,
        let root = GitRepository.containing(PathText.parent(candidate.path))?.root
      else { continue }
      indexes[root, default: []].append(index)
    }
    for (root, indexes) in indexes {
      let paths = indexes.map { PathText.relative(candidates[$0].path, to: root) }
      let states = (try? GitRepository(root: root).states(of: paths)) ?? [:]
      for (index, path) in zip(indexes, paths) { candidates[index].state = states[path] }
    }
  }

  func absolute(_ path: String) -> String {
    PathText.normalized(PathText.join(request.currentFolder, path))
  }

  func display(_ path: String) -> String {
    if let shown = request.shownAs, candidates.count == 1, candidates[0].path == path { return shown }
    return PathText.relative(path, to: request.currentFolder)
  }

  // MARK: Scopes

  private mutating func collectPaths() throws(LintFailure) {
    for given in request.paths.isEmpty ? ["."] : request.paths {
      let path = absolute(given)
      let kind = FileSystem.kind(path)
      if kind != nil, boundary.link(on: path) != nil, boundary.isLeft(by: path) {
        skipLink(path)
        continue
      }
      switch kind {
      case .folder:
        if let failure = FileSystem.listingFailure(path) { fail(given, "the folder cannot be read: \(failure.reason)") }
        walk(path)
      case .file: candidates.append(Candidate(path: path, isNamed: true))
      case .other, .link: throw LintFailure("\(given): is not a regular file")
      case nil:
        let what =
          FileSystem.kind(path, followingLinks: false) == .link
          ? "a link that leads nowhere, or in a circle" : "no such file or folder"
        throw LintFailure("\(given): \(what)")
      }
    }
  }

  private mutating func fail(_ path: String, _ message: String) {
    failures.append(RunFailure("\(path): \(message)"))
  }

  private mutating func skipLink(_ path: String) {
    skipped.append(SkippedFile(file: display(path), reason: leavingMessage(path)))
    notes.append("\(display(path)): \(leavingMessage(path)), and is not followed")
  }

  private func leavingMessage(_ path: String) -> String { "a link that leads out of the \(boundary.title(of: path))" }

  private mutating func walk(_ folder: String) {
    walked.append(folder)
    let listed = list(folder)
    candidates += listed.files
    notes += listed.note.map { [$0] } ?? []
    skipped += listed.unread.map { SkippedFile(file: display($0), reason: "the folder cannot be read") }
  }

  /// The files below a folder that may be ours, by name. Where git does not answer, all files are looked at, and a note
  /// says so.
  func list(_ folder: String) -> Listing {
    guard let repository = GitRepository.containing(folder) else { return everything(below: folder) }
    do throws(GitRepository.Failure) {
      let found = try repository.listingWithIgnored(below: folder)
      let states = found.states.filter { path, state in
        state != .ignored || FileKind(path: path) == .dotenv
      }
      // A folder that git ignores is looked through where it is named.
      if states.isEmpty { return everything(below: folder) }
      let candidates = states.sorted { $0.key < $1.key }.map { path, state in
        Candidate(path: PathText.join(repository.root, path), state: state)
      }
      return Listing(files: candidates, unread: found.unread.sorted().map { PathText.join(repository.root, $0) })
    } catch {
      var listing = everything(below: folder)
      listing.note = "\(error.description); files that git ignores are checked too"
      return listing
    }
  }

  /// What lies below a folder.
  struct Listing {
    var files: [Candidate] = []
    /// Folders, absolute.
    var unread: [String] = []
    var note: String?
  }

  private func everything(below folder: String) -> Listing {
    let found = FileSystem.list(below: folder, excluding: FileSystem.usualExcludes)
    return Listing(
      files: found.files.map { Candidate(path: PathText.join(folder, $0)) },
      unread: found.unread.map { $0.isEmpty ? folder : PathText.join(folder, $0) })
  }

  private func requireRepository(_ option: String) throws(LintFailure) -> GitRepository {
    guard let repository else {
      throw LintFailure("\(option) needs a git repository", hint: "run it inside one, or name the files")
    }
    return repository
  }

  private mutating func collectStaged() throws(LintFailure) {
    let repository = try requireRepository("--staged")
    do throws(GitRepository.Failure) {
      func path(_ entry: GitRepository.IndexEntry) -> String { PathText.join(repository.root, entry.path) }
      let staged = try repository.stagedEntries().filter {
        isAskedFor(path($0)) && !$0.isSubmodule
      }
      candidates = staged.map { Candidate(path: path($0), isNamed: true) }
      let differing = try repository.entriesDifferingFromIndex().filter { !LeakedFiles.isSilent($0.path) && !$0.isLink }
      for (path, bytes) in try repository.content(of: differing) {
        overlay[PathText.join(repository.root, path)] = bytes
      }
      // Of a link the index holds the text, whatever it leads to.
      for (path, bytes) in try repository.content(of: staged.filter(\.isLink)) {
        linkTexts[PathText.join(repository.root, path)] = bytes
      }
    } catch {
      throw LintFailure(error.description)
    }
  }

  private mutating func collectChanged(since revision: String) throws(LintFailure) {
    let repository = try requireRepository("--changed-since")
    do throws(GitRepository.Failure) {
      candidates = try repository.changedFiles(since: revision)
        .map { PathText.join(repository.root, $0) }
        .filter(isAskedFor)
        .map { Candidate(path: $0, isNamed: true) }
    } catch {
      throw LintFailure(error.description, hint: "name a commit, branch or tag that this repository has")
    }
  }

  private func isAskedFor(_ path: String) -> Bool {
    request.paths.isEmpty || request.paths.contains { PathText.contains(absolute($0), path) }
  }

  /// Whether a folder's files are all candidates already.
  func covers(_ root: String) -> Bool {
    walked.contains { PathText.contains($0, root) }
  }

  // MARK: Reading

  /// Why a file is not read.
  struct Fault: Sendable {
    enum Kind: Sendable { case unreadable, tooLarge, link }
    let kind: Kind
    let message: String
  }

  enum ReadFile {
    case source(SourceText)
    case fault(Fault)
    /// Gone since it was listed.
    case missing
  }

  /// - Parameter isTrusted: whether the user named it, so that it may lie anywhere.
  func read(_ path: String, isTrusted: Bool = false) -> ReadFile {
    if !isTrusted, boundary.link(on: path) != nil, boundary.isLeft(by: path) {
      return .fault(Fault(kind: .link, message: leavingMessage(path)))
    }
    return switch content(of: path, limit: Self.sizeLimit, isTrusted: isTrusted) {
    case .bytes(let bytes): .source(SourceText(path: display(path), bytes: bytes))
    case .fault(let fault): .fault(fault)
    case .missing: .missing
    }
  }

  /// The same for a file that was found in a walk or named: links are on the way to none but itself.
  func read(_ candidate: Candidate) -> ReadFile {
    switch content(of: candidate.path, limit: Self.sizeLimit) {
    case .bytes(let bytes): .source(SourceText(path: display(candidate.path), bytes: bytes))
    case .fault(let fault): .fault(fault)
    case .missing: .missing
    }
  }

  enum Content {
    case bytes([UInt8])
    case fault(Fault)
    case missing
  }

  func content(of path: String, limit: Int, isTrusted: Bool = false) -> Content {
    if let bytes = linkTexts[path] ?? overlay[path] ?? request.contents[path] { return .bytes(bytes) }
    do throws(FileError) {
      switch try FileSystem.read(path, limit: limit, followingLinks: isTrusted) {
      case .bytes(let bytes): return .bytes(bytes)
      case .tooLarge(let size):
        return .fault(
          Fault(
            kind: .tooLarge,
            message: "the file is \(size >> 20) MiB large, more than the \(limit >> 20) MiB that are read"))
      }
    } catch {
      if error.isLink { return contentBehindLink(path, limit) }
      // Git lists submodules and links to folders among the files.
      if error.isMissing || error.isFolder { return .missing }
      return .fault(Fault(kind: .unreadable, message: "the file cannot be read: \(error.reason)"))
    }
  }

  private func contentBehindLink(_ path: String, _ limit: Int) -> Content {
    guard let target = FileSystem.resolved(path) else {
      return .fault(Fault(kind: .link, message: "a link that leads nowhere, or in a circle"))
    }
    if boundary.isLeft(by: path) { return .fault(Fault(kind: .link, message: leavingMessage(path))) }
    if let bytes = overlay[target] ?? request.contents[target] { return .bytes(bytes) }
    return content(of: target, limit: limit, isTrusted: true)
  }
}

extension [FileCollector.Candidate] {
  /// Each path once; named where it is named anywhere.
  var uniqueByPath: [FileCollector.Candidate] {
    var seen: [String: Int] = [:]
    var result: [FileCollector.Candidate] = []
    for candidate in self {
      if let index = seen[candidate.path] {
        if candidate.isNamed { result[index].isNamed = true }
      } else {
        seen[candidate.path] = result.count
        result.append(candidate)
      }
    }
    return result
  }
}
