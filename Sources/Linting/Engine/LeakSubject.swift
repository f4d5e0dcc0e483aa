import DeploymentSpec
import Diagnostics
import Leaks
import Workspace

/// A secret that was found in a text, with what it takes to report it.
struct LeakSubject: Sendable {
  let leak: Leak
  let location: Location
  /// The spec's word on the variable that it belongs to.
  let citation: Citation?
  private let isForShow: Bool

  /// - Parameter isForShow: whether its file tries out or explains.
  init(_ leak: Leak, in source: SourceText, spec: DeploymentSpec?, isForShow: Bool) {
    self.isForShow = isForShow
    self.leak = leak
    location = Location(source, leak.range)
    if case .flagged(let name) = leak.kind {
      citation = spec?.variables[name]?.secret?.citation
    } else {
      citation = nil
    }
  }

  /// How severe a guess may be: where things are tried out or explained, less than elsewhere.
  var mostOfGuess: Severity { isForShow ? .advice : .error }

  static let help = "replace it where it was issued, and take the new one from a secret store"

  /// `: 'gh…Ti'`: first and last characters, a fifth of it at most; nothing of a short one.
  var shown: String {
    let shown = min(4, leak.range.count / 10)
    guard shown > 0, leak.encoding == nil else { return "" }
    let source = location.source
    let first = source.text(leak.range.lowerBound..<leak.range.lowerBound + shown)
    return ": '\(first)…\(source.text(leak.range.upperBound - shown..<leak.range.upperBound))'"
  }

  var encoding: String { leak.encoding.map { ", in \($0.rawValue)" } ?? "" }
}

extension DeploymentSpec {
  /// For each variable that the documents flag, whether it is secret.
  var secretFlags: [String: Bool] {
    variables.all.reduce(into: [:]) { flags, variable in
      if let secret = variable.secret { flags[variable.name] = secret.value }
    }
  }
}

/// Which texts are looked through for secrets, by their names.
enum LeakedFiles {
  /// Lock files, whose hashes are many and whose secrets none; other people's code; what is no text.
  ///
  /// - Parameter path: relative to the project's or the repository's root: what stands above is nobody's word on it.
  static func isSilent(_ path: String) -> Bool {
    if VendoredCode.holds(path), [.code, .other].contains(FileKind(path: path)) { return true }
    if locks.contains(PathText.name(path).lowercased()) { return true }
    return FileEnding.of(path).map { FileEnding.binaries.contains($0) || endings.contains($0) } ?? false
  }

  private static let locks: Set<String> = [
    "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "go.sum", "package.resolved", "pubspec.lock",
    "packages.lock.json", "project.assets.json", ".terraform.lock.hcl", ".pnp.cjs", ".pnp.loader.mjs",
  ]

  private static let endings: Set<String> = ["lock", "lockb", "sum", "sha256", "o", "a"]

  /// Whether a leak counts in a file: a document describes and shows, but gives no tokens, keys and secret values away.
  static func isWanted(_ leak: Leak, in kind: FileKind) -> Bool {
    switch leak.kind {
    case .token, .privateKey, .flagged: true
    case .urlPassword, .assignment: kind != .specDocument
    }
  }

  /// How values are written there.
  static func style(of path: String) -> ValueStyle {
    switch FileKind(path: path) {
    case .dockerfile, .dotenv, .compose, .yaml: return .bare
    case .code: return FileKind.isStartScript(path) ? .bare : .quoted
    case .json: return .quoted
    case .specDocument: return .quoted
    case .other:
      let name = PathText.name(path).lowercased()
      if settings.contains(where: name.hasSuffix) { return .bare }
      guard let dot = name.lastIndex(of: ".") else { return .prose }
      let ending = String(name[name.index(after: dot)...])
      return columns.contains(ending) ? .columns : documents.contains(ending) ? .prose : .quoted
    }
  }

  private static let settings = [
    "ini", "cfg", "conf", "config", "properties", "toml", "tfvars", "npmrc", "pypirc", "netrc", "envrc", "sh", "bash",
    "zsh",
    "fish", "credentials", "makefile", ".mk", ".mak", ".bat", ".cmd", ".service", ".timer", ".env.schema", "procfile",
    "bashrc",
    "zshrc", ".profile", ".cnf", ".pgpass",
  ]
  private static let documents: Set<String> = [
    "md", "mdx", "txt", "text", "rst", "adoc", "log", "http", "rest", "out", "org", "wiki",
  ]
  private static let columns: Set<String> = ["csv", "tsv"]

  /// Whether a file is a test, or shows and explains: what merely looks like a secret there is one for show.
  static func isForShow(_ path: String) -> Bool {
    let folders = path.lowercased().split(separator: "/")
    guard let name = folders.last else { return false }
    // Of what is deployed, `test` is an environment.
    let environments: Set<String> =
      switch FileKind(path: path) {
      case .dockerfile, .dotenv, .compose, .yaml: ["test", "testing"]
      case .json, .specDocument, .code, .other: []
      }
    func isShown(_ word: Substring, _ words: Set<String>) -> Bool {
      words.contains(String(word)) && !environments.contains(String(word))
    }
    if folders.dropLast().contains(where: { isShown($0, showFolders) }) { return true }
    let words = name.split { "._-".contains($0) }
    return words.contains { isShown($0, showWords) } || documents.contains(String(words.last ?? ""))
  }

  private static let showFolders: Set<String> = [
    "test", "tests", "testing", "testdata", "test-data", "test_data", "__tests__", "__mocks__", "__fixtures__", "spec",
    "specs",
    "fixtures", "fixture", "cassettes", "vcr_cassettes", "mocks", "doc", "docs", "documentation", "example", "examples",
    "sample",
    "samples", "demo", "demos", "e2e",
  ]
  private static let showWords: Set<String> = [
    "test", "tests", "spec", "specs", "mock", "fixture", "example", "sample", "stories",
  ]
}

extension String {
  /// `a Stripe key`, `an AWS key`.
  var withArticle: String {
    let vowels = ["A", "E", "I", "O", "a", "e", "i", "o", "npm", "ngrok", "NVIDIA", "xAI", "HERE"]
    return (vowels.contains { hasPrefix($0) } && !hasPrefix("One") ? "an " : "a ") + self
  }
}
