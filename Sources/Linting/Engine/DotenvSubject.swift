import Diagnostics
import Syntax
import Workspace

/// A dotenv file with what it takes to judge it: the loaders that read it.
struct DotenvSubject: Sendable {
  let tree: DotenvTree
  let loaders: DotenvLoaders
  /// `.env.example` and the like: nothing loads it.
  let isTemplate: Bool
  /// How git stands to it, where that is known.
  let state: GitRepository.FileState?
  /// Whether the values of a variable are not to be shown.
  let isSecret: @Sendable (_ name: String) -> Bool
  /// The names of its variables.
  let keys: Set<String>
  /// What each loader reads, in the loaders' order.
  let readings: [(dialect: DotenvDialect, reading: DotenvReading)]

  init(
    _ tree: DotenvTree, loaders: DotenvLoaders, isTemplate: Bool, state: GitRepository.FileState? = nil,
    isSecret: @escaping @Sendable (_ name: String) -> Bool
  ) {
    self.tree = tree
    keys = Set(tree.entries.map(\.key))
    self.isSecret = isSecret
    self.loaders = loaders
    self.isTemplate = isTemplate
    self.state = state
    readings = loaders.dialects.map { ($0, $0.read(tree.source.bytes)) }
  }

  var source: SourceText { tree.source }
  var entries: [DotenvEntry] { tree.entries }

  /// Between two bytes, where something is put in.
  func place(_ offset: Int) -> Location { Location(source, offset..<offset) }

  /// The lines that an entry takes up, the last line break included.
  func lines(of entry: DotenvEntry) -> Range<Int> {
    let table = source.lines
    let first = table.content(of: table.line(at: entry.range.lowerBound), in: source.bytes)
    let last = table.content(
      of: table.line(at: max(entry.range.lowerBound, entry.range.upperBound - 1)), in: source.bytes)
    var end = last.upperBound
    while end < source.bytes.count, source.bytes[end].isLineBreak {
      end += 1
      if source.bytes[end - 1] == 0x0A { break }
    }
    return first.lowerBound..<end
  }
}

/// Which loaders read a dotenv file.
struct DotenvLoaders: Sendable, Equatable {
  let dialects: [DotenvDialect]
  /// Whether the configuration or the project says so, rather than that nothing is known.
  let areKnown: Bool

  /// All but `docker run --env-file`, which takes quotes for part of the value: who uses it knows.
  static let unknown = DotenvLoaders(dialects: DotenvDialect.allCases.filter { $0 != .docker }, areKnown: false)

  /// - Parameters:
  ///   - configured: `dotenv:` of the configuration.
  ///   - path: the dotenv file, relative to the project.
  ///   - compose: the paths of the dotenv files that compose files read.
  static func find(configured: [DotenvDialect], path: String, compose: Set<String>, signs: Set<DotenvDialect>)
    -> DotenvLoaders
  {
    if !configured.isEmpty { return DotenvLoaders(dialects: configured, areKnown: true) }
    let found = signs.union(compose.contains(path) ? [.compose] : [])
    return found.isEmpty
      ? unknown : DotenvLoaders(dialects: DotenvDialect.allCases.filter(found.contains), areKnown: true)
  }

  /// What manifests say of the loaders that read the dotenv files of a folder: those of the nearest folder, up to the
  /// project's root, that say something.
  static func signs(for folder: String, in project: ProjectFolder) -> Set<DotenvDialect> {
    var current = folder
    while true {
      let found = signs(in: current, project)
      if !found.isEmpty || current == "." || current == "/" { return found }
      current = PathText.parent(current)
    }
  }

  private static func signs(in folder: String, _ project: ProjectFolder) -> Set<DotenvDialect> {
    let marks: [(file: String, word: StaticString, dialect: DotenvDialect)] = [
      ("package.json", "\"dotenv\"", .node), ("package.json", "\"dotenv-cli\"", .node),
      ("package.json", "\"@nestjs/config\"", .node), ("package.json", "--env-file", .nodeEnvFile),
      ("pyproject.toml", "python-dotenv", .python), ("requirements.txt", "python-dotenv", .python),
      ("pyproject.toml", "pydantic-settings", .python), ("requirements.txt", "pydantic-settings", .python),
      ("Pipfile", "python-dotenv", .python), ("setup.cfg", "python-dotenv", .python),
      ("go.mod", "joho/godotenv", .godotenv), ("Makefile", "run --env-file", .docker), ("Makefile", ". ./.env", .bash),
      ("Makefile", "source .env", .bash),
    ]
    var texts: [String: SourceText?] = [:]
    return marks.reduce(into: []) { found, mark in
      let source = texts[mark.file] ?? project.read(PathText.join(folder, mark.file))
      texts[mark.file] = .some(source)
      if let source, source.bytes.contains(ascii: mark.word) { found.insert(mark.dialect) }
    }
  }
}
