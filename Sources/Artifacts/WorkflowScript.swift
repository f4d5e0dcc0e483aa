import ByteSearch
import Diagnostics
import Syntax

extension Workflow {
  /// A `run:` of a step, taken apart.
  package struct Script: Sendable {
    package enum Language: Sendable { case shell, powerShell, other }

    /// What stands behind `<<END`, up to the line that ends it.
    package struct Document: Sendable {
      /// The line that it is the input of.
      package let owner: Range<Int>
      package let body: Range<Int>
    }

    package let location: Location
    package let language: Language
    /// The variables of its surroundings that hold secrets.
    package let secretVariables: Set<String>
    /// Its commands, for a POSIX shell.
    package let tree: ShellTree
    package let documents: [Document]

    /// - Parameters:
    ///   - shell: as written; `nil` for the runner's own.
    ///   - isOnWindows: whether the runner's own is PowerShell.
    init(_ node: DataNode, shell: String?, isOnWindows: Bool, secretVariables: Set<String>) {
      location = node.location
      language = Self.language(shell, isOnWindows)
      self.secretVariables = secretVariables
      var reader = ScriptReader(node)
      if language == .shell { reader.read() }
      tree = language == .shell ? ShellParser.parse(reader.text) : .empty
      documents = reader.documents
    }

    /// "Workflow syntax for GitHub Actions", `jobs.<job_id>.steps[*].shell`.
    private static func language(_ shell: String?, _ isOnWindows: Bool) -> Language {
      guard let program = shell?.split(separator: " ").first else { return isOnWindows ? .powerShell : .shell }
      switch program {
      case "bash", "sh", "zsh", "dash": return .shell
      case "pwsh", "powershell": return .powerShell
      default: return .other
      }
    }
  }
}

/// Puts the lines of a scalar together, without their indentation and without documents.
private struct ScriptReader {
  private let source: SourceText
  private let range: Range<Int>
  var text = LogicalText()
  var documents: [Workflow.Script.Document] = []

  init(_ node: DataNode) {
    source = node.location.source
    let whole = node.range
    switch node.style {
    case .literal, .folded:
      let header = source.lines.extent(of: source.lines.line(at: whole.lowerBound), in: source.bytes)
      range = min(header.upperBound, whole.upperBound)..<whole.upperBound
    case .singleQuoted, .doubleQuoted: range = whole.count > 1 ? whole.dropFirst(1).dropLast(1) : whole
    default: range = whole
    }
  }

  mutating func read() {
    guard !range.isEmpty else { return }
    let bytes = source.bytes
    var open: (owner: Range<Int>, word: ArraySlice<UInt8>, start: Int)?
    for line in source.lines.line(at: range.lowerBound)...source.lines.line(at: range.upperBound - 1) {
      let extent = source.lines.extent(of: line, in: bytes).clamped(to: range)
      let start = min(bytes.end(from: extent.lowerBound, while: \.isBlank), extent.upperBound)
      let content = bytes.trimmed(start..<extent.upperBound)
      if let document = open {
        guard bytes[content].elementsEqual(document.word) || line == source.lines.line(at: range.upperBound - 1) else {
          continue
        }
        documents.append(
          Workflow.Script.Document(owner: document.owner, body: document.start..<max(document.start, start)))
        open = nil
        continue
      }
      text.append(bytes, start..<extent.upperBound)
      open = endWord(content).map { (content, $0, extent.upperBound) }
    }
  }

  /// The `END` of `<<END`, `<<-'END'`, if a line ends it: `1 << 2` is arithmetic.
  private mutating func endWord(_ line: Range<Int>) -> ArraySlice<UInt8>? {
    let bytes = source.bytes
    guard let mark = bytes.firstRange(of: "<<".utf8, in: line) else { return nil }
    let start = bytes.end(from: mark.upperBound) { "-'\"\\ ".utf8.contains($0) }
    let end = min(bytes.end(from: start, while: \.isWord), line.upperBound)
    return start < end && contents.contains(bytes[start..<end]) ? bytes[start..<end] : nil
  }

  /// What the lines hold.
  private lazy var contents: Set<ArraySlice<UInt8>> = Set(
    source.bytes[range].split(separator: 0x0A).map { source.bytes[source.bytes.trimmed($0.indices)] })
}
