import Diagnostics
import Syntax

enum DotenvFacts {
  static func read(_ tree: DotenvTree) -> Artifact {
    var artifact = Artifact(
      source: tree.source, content: .dotenv(tree), problems: tree.problems, comments: tree.comments)
    artifact.bindings = tree.entries.map { binding($0, tree.source, $0.value) }
    return artifact
  }

  fileprivate static func binding(_ entry: DotenvEntry, _ source: SourceText, _ text: String) -> VariableBinding {
    VariableBinding(
      name: Located(entry.key, Location(source, entry.keyRange)),
      value: entry.hasValue ? ValueReader.read(text, expands: entry.quote != .single) : .inherited, origin: .dotenv,
      valueLocation: Location(source, entry.rawRange.isEmpty ? entry.keyRange : entry.rawRange),
      location: Location(source, entry.range))
  }
}

extension Artifact {
  /// A dotenv file with the values that a loader reads. What refers to variables stays as it is written: what they hold is
  /// not known here.
  package func read(by dialect: DotenvDialect) -> Artifact {
    guard case .dotenv(let tree) = content else { return self }
    var artifact = self
    var texts = dialect.read(tree.source.bytes).variables.reversed().reduce(into: [String: [DotenvReading.Value]]()) {
      $0[$1.key, default: []].append($1.value)
    }
    artifact.bindings = tree.entries.map { entry in
      let value = texts[entry.key]?.popLast()
      let isPlain = !tree.source.bytes[entry.valueRange].contains(UInt8(ascii: "$"))
      guard case .text(let text) = value, isPlain else { return DotenvFacts.binding(entry, tree.source, entry.value) }
      return DotenvFacts.binding(entry, tree.source, String(decoding: text, as: UTF8.self))
    }
    return artifact
  }
}
