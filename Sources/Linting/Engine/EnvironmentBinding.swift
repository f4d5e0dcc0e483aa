import Vocabulary
import Workspace

/// Decides which environment a file is for. The first that answers wins: `--environment`, the configuration's globs, the
/// words of the file's name, those of its folders from the deepest up, a namespace inside it.
struct EnvironmentBinding: Sendable {
  /// `--environment`, canonical.
  let forced: String?
  let globs: [(environment: String, globs: [Glob])]
  let vocabulary: EnvironmentVocabulary

  /// - Parameter path: relative to the project's root.
  func environment(of path: String) -> String? {
    if let forced { return forced }
    if let configured = globs.first(where: { $0.globs.contains { $0.matches(path) } }) { return configured.environment }
    if FileKind.isTemplate(path), FileKind(path: path) == .dotenv { return nil }
    if let named = environment(inName: PathText.name(path)) { return named }
    var folder = PathText.parent(path)
    while folder != ".", folder != "/" {
      if let named = firstWord(of: PathText.name(folder)) { return named }
      folder = PathText.parent(folder)
    }
    return nil
  }

  /// A word inside the artifact, such as a namespace, where the path says nothing.
  func environment(namedBy word: String?) -> String? { word.flatMap(firstWord) }

  private func environment(inName name: String) -> String? {
    let lowered = name.lowercased()
    if lowered == ".env" || lowered == ".env.local" { return "local" }
    let found = vocabulary.mentioned(in: name)
    return found.first { $0 != "local" } ?? found.first
  }

  private func firstWord(of name: String) -> String? {
    vocabulary.mentioned(in: name).first
  }
}
