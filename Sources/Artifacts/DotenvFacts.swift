import Diagnostics
import Syntax

enum DotenvFacts {
  static func read(_ tree: DotenvTree) -> Artifact {
    var artifact = Artifact(
      source: tree.source, content: .dotenv(tree), problems: tree.problems, comments: tree.comments)
    artifact.bindings = tree.entries.map { entry in
      let source = tree.source
      let value: BindingValue =
        entry.hasValue ? ValueReader.read(entry.value, expands: entry.quote != .single) : .inherited
      return VariableBinding(
        name: Located(entry.key, Location(source, entry.keyRange)), value: value, origin: .dotenv,
        valueLocation: Location(source, entry.rawRange.isEmpty ? entry.keyRange : entry.rawRange),
        location: Location(source, entry.range))
    }
    return artifact
  }
}
