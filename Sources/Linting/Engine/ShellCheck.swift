import Artifacts
import Diagnostics
import Synchronization
import Syntax
import Workspace

/// ShellCheck (shellcheck.net), asked about all RUN scripts of a project in as few processes as there are threads.
///
/// Each distinct script is looked at once. Its findings come back at their places in the Dockerfiles, under ShellCheck's own
/// ids, which `--skip`, comments and the configuration take like those of rules.
struct ShellCheck: Sendable {
  /// What stands for all of ShellCheck's ids where rules are named.
  static let family = "shellcheck"
  /// At most so many files in one process: each is an open descriptor.
  private static let batchLimit = 200

  /// So many seconds one process may take.
  private static let timeLimit = 120.0

  let program: String
  let jobs: Int

  /// `SC` and a number: an id of ShellCheck's.
  static func isID(_ name: String) -> Bool {
    let digits = name.utf8.dropFirst(2)
    return name.uppercased().hasPrefix("SC") && (3...5).contains(digits.count) && digits.allSatisfy(\.isDigit)
  }

  /// A script, and all places where it stands.
  private struct Script {
    let header: [UInt8]
    let text: LogicalText
    var places: [(source: SourceText, text: LogicalText)]
  }

  /// - Parameter severity: how severe an id is, given its own severity; `nil` for one that does not count.
  func findings(
    in artifacts: [Artifact], severity: (String, Severity) -> Severity?
  ) -> (findings: [Finding], fault: String?) {
    let scripts = scripts(in: artifacts)
    guard !scripts.isEmpty else { return ([], nil) }
    let size = max(1, min(Self.batchLimit, (scripts.count + jobs - 1) / jobs))
    let batches = stride(from: 0, to: scripts.count, by: size).map {
      Array(scripts[$0..<min($0 + size, scripts.count)])
    }
    let fault = Mutex<String?>(nil)
    let comments = parallelMap(batches, jobs: jobs) { batch -> [[Comment]] in
      guard let found = check(batch) else {
        fault.withLock { $0 = "\(program) gave no report that could be read; its findings are missing" }
        return []
      }
      return found
    }
    var result: [Finding] = []
    for (batch, found) in zip(batches, comments) {
      for (script, comments) in zip(batch, found) {
        for comment in comments {
          guard let level = severity(comment.id, comment.severity) else { continue }
          result += script.places.map { finding(comment, level, script, at: $0) }
        }
      }
    }
    return (result, fault.withLock { $0 })
  }

  private func finding(
    _ comment: Comment, _ severity: Severity, _ script: Script, at place: (source: SourceText, text: LogicalText)
  ) -> Finding {
    Finding(
      rule: comment.id, family: Self.family, aliases: [comment.id], severity: severity, message: comment.message,
      help: "see https://www.shellcheck.net/wiki/\(comment.id)",
      location: Location(place.source, place.text.fileRange(comment.range)), environment: nil, spec: nil, related: [],
      fix: nil)
  }

  // MARK: Scripts

  private func scripts(in artifacts: [Artifact]) -> [Script] {
    var result: [Script] = []
    var indexes: [[UInt8]: Int] = [:]
    for artifact in artifacts {
      guard case .dockerfile(let tree) = artifact.content else { continue }
      for step in artifact.buildSteps where step.instruction.exec == nil {
        guard let dialect = Self.dialect(step.shell.name), let text = text(of: step, tree) else { continue }
        let header = header(dialect, BuildStepReader.variableNames(before: step, in: tree))
        if let index = indexes[header + text.bytes] {
          result[index].places.append((tree.source, text))
        } else {
          indexes[header + text.bytes] = result.count
          result.append(Script(header: header, text: text, places: [(tree.source, text)]))
        }
      }
    }
    return result
  }

  private static func dialect(_ shell: String) -> String? {
    switch shell {
    case "sh", "bash", "dash", "ksh": shell
    case "ash", "busybox": "dash"
    default: nil
    }
  }

  /// One line, without its line break: ARG and ENV are variables that the script finds. What follows `source` is not known.
  private func header(_ dialect: String, _ names: [String]) -> [UInt8] {
    let exports = names.filter { $0.utf8.allSatisfy(\.isWord) && !($0.utf8.first?.isDigit ?? true) }.map { "\($0)=1" }
    return Array(
      "# shellcheck shell=\(dialect) disable=SC1090,SC1091,SC2187\nexport \(exports.joined(separator: " "))\n".utf8)
  }

  /// What the shell is given; with the heredocs that feed commands in it.
  private func text(of step: BuildStep, _ tree: DockerfileTree) -> LogicalText? {
    let isBody = step.instruction.heredocs.first.map { step.text.fileOffset(0) >= $0.content.lowerBound } ?? false
    if isBody { return step.text }
    let logical = step.instruction.logical
    let start = max(0, logical.bytes.count - step.instruction.arguments.text.utf8.count)
    var text = logical.part(start..<logical.bytes.count)
    for heredoc in step.instruction.heredocs {
      let end = tree.source.bytes.firstOffset(of: 0x0A, in: heredoc.content.upperBound..<tree.source.bytes.count)
      text.append(tree.source.bytes, max(0, heredoc.content.lowerBound - 1)..<(end ?? tree.source.bytes.count))
    }
    return text.bytes.isEmpty ? nil : text
  }

  // MARK: The program

  private struct Comment {
    let id: String
    let severity: Severity
    let message: String
    /// In the script's own text.
    let range: Range<Int>
  }

  /// The comments of each script, `nil` where the program failed.
  private func check(_ batch: [Script]) -> [[Comment]]? {
    let files = batch.compactMap { MemoryFile($0.header + $0.text.bytes + [0x0A]) }
    guard files.count == batch.count else { return nil }
    let output = withExtendedLifetime(files) {
      ChildProcess.run([program, "--norc", "--format=json1"] + files.map(\.path), limit: Self.timeLimit)
    }
    guard let output, !output.isLate, output.status <= 1 else { return nil }
    let tree = JSONParser.parse(SourceText(path: "shellcheck", bytes: output.standardOutput))
    guard let list = tree.documents.first?["comments"]?.elements else { return nil }
    let indexes = Dictionary(uniqueKeysWithValues: files.enumerated().map { ($1.path, $0) })
    var result = [[Comment]](repeating: [], count: batch.count)
    for node in list {
      guard let index = node["file"]?.value.flatMap({ indexes[$0] }), let comment = comment(node, batch[index]) else {
        continue
      }
      result[index].append(comment)
    }
    return result
  }

  private func comment(_ node: DataNode, _ script: Script) -> Comment? {
    guard let code = node["code"]?.integer, let message = node["message"]?.value, let line = node["line"]?.integer,
      let column = node["column"]?.integer
    else { return nil }
    // The header takes two lines.
    let start = offset(script.text, line: line - 3, column: column)
    let end = offset(
      script.text, line: (node["endLine"]?.integer ?? line) - 3, column: node["endColumn"]?.integer ?? column)
    guard let start, let end else { return nil }
    let severity: Severity =
      switch node["level"]?.value {
      case "error": .error
      case "warning": .warning
      default: .advice
      }
    return Comment(id: "SC\(code)", severity: severity, message: message, range: start..<max(start, end))
  }

  /// Columns are characters, from 1; a script that ends too early is at fault behind its last line.
  private func offset(_ text: LogicalText, line: Int, column: Int) -> Int? {
    guard line >= 0 else { return nil }
    var index = 0
    for _ in 0..<line {
      guard let end = text.bytes.firstOffset(of: 0x0A, in: index..<text.bytes.count) else { return text.bytes.count }
      index = end + 1
    }
    for _ in 1..<max(1, column) where index < text.bytes.count {
      index += 1
      while index < text.bytes.count, text.bytes[index].isContinuation { index += 1 }
    }
    return index
  }
}
