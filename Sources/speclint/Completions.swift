import ArgumentParser
import Linting
import Workspace

/// What a shell offers where only speclint knows what there is.
enum Completions {
  /// Ids, aliases and families; behind a comma the list goes on.
  static let rules = CompletionKind.custom { _, _, prefix in
    let list = prefix.lastIndex(of: ",").map { String(prefix[...$0]) } ?? ""
    return RuleRegistry.names.map { list + $0 }
  }

  /// The environments that the project's documents name.
  static let environments = CompletionKind.custom { _, _, _ in
    (try? Linter.documents([], currentFolder: FileSystem.currentFolder))?.0.environmentNames ?? []
  }
}
