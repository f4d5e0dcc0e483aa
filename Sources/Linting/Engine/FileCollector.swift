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
  }

  let request: LintRequest
  let repository: GitRepository?
  private(set) var candidates: [Candidate] = []
  /// Remarks on how the files were found.
  private(set) var notes: [String] = []
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
      switch FileSystem.kind(path) {
      case .folder: walk(path)
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

  private mutating func walk(_ folder: String) {
    walked.append(folder)
    let listed = list(folder)
    candidates += listed.files
    if let note = listed.note { notes.append(note) }
  }

  /// The files below a folder that may be ours, by name. Where git does not answer, all files are looked at, and a note
  /// says so.
  func list(_ folder: String) -> (files: [Candidate], note: String?) {
    guard let repository = GitRepository.containing(folder) else { return (everything(below: folder), nil) }
    do throws(GitRepository.Failure) {
      let states = try repository.states(below: folder).filter { path, state in
        state != .ignored || FileKind(path: path) == .dotenv
      }
      // A folder that git ignores is looked through where it is named.
      if states.isEmpty { return (everything(below: folder), nil) }
      let candidates = states.sorted { $0.key < $1.key }.map { path, state in
        Candidate(path: PathText.join(repository.root, path), state: state)
      }
      return (candidates, nil)
    } catch {
      return (everything(below: folder), "\(error.description); files that git ignores are checked too")
    }
  }

  private func everything(below folder: String) -> [Candidate] {
    FileSystem.files(below: folder, excluding: FileSystem.usualExcludes)
      .map { Candidate(path: PathText.join(folder, $0)) }
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
      let staged = try repository.stagedFiles()
      let chosen = staged.map { PathText.join(repository.root, $0) }.filter(isAskedFor)
      candidates = chosen.map { Candidate(path: $0, isNamed: true) }
      let differing = try repository.filesDifferingFromIndex().filter { !LeakedFiles.isSilent($0) }
      let content = try repository.indexContent(of: differing)
      for (path, bytes) in content { overlay[PathText.join(repository.root, path)] = bytes }
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

  enum ReadFile {
    case source(SourceText)
    case fault(String)
    /// Gone since it was listed.
    case missing
  }

  func read(_ path: String) -> ReadFile {
    switch content(of: path, limit: Self.sizeLimit) {
    case .bytes(let bytes): .source(SourceText(path: display(path), bytes: bytes))
    case .fault(let message): .fault(message)
    case .missing: .missing
    }
  }

  enum Content {
    case bytes([UInt8])
    case fault(String)
    case missing
  }

  func content(of path: String, limit: Int) -> Content {
    if let bytes = overlay[path] ?? request.contents[path] { return .bytes(bytes) }
    do throws(FileError) {
      switch try FileSystem.read(path, limit: limit) {
      case .bytes(let bytes): return .bytes(bytes)
      case .tooLarge(let size):
        return .fault("the file is \(size >> 20) MiB large, more than the \(limit >> 20) MiB that are read")
      }
    } catch {
      return error.isMissing ? .missing : .fault("the file cannot be read: \(error.reason)")
    }
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
