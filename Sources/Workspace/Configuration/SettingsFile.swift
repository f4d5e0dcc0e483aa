import Diagnostics
import Syntax

/// Why a file of settings cannot be used, each reason with its place.
package struct ConfigurationError: Error, Sendable {
  /// Each as `file:line:column: what`.
  package let problems: [String]
}

/// Reads a YAML file of settings. Whatever is not known is a problem: a misspelt key must not switch something off in silence.
package struct SettingsFile {
  /// The file.
  package let source: SourceText
  /// What is amiss so far, each as `file:line:column: what`.
  package private(set) var problems: [String] = []
  private let tree: DataTree

  /// Parses a file; what YAML itself does not allow is a problem.
  package init(_ source: SourceText) {
    self.source = source
    tree = YAMLParser.parse(source)
    for problem in tree.problems { report(Location(source, problem.range), problem.message) }
  }

  /// The keys and values at the top; none for an empty file. Anything but a mapping is a problem.
  package mutating func entries() -> [(key: DataNode, value: DataNode)] {
    guard let root = tree.documents.first, !root.isNull else { return [] }
    return entries(of: root, "expected a mapping of settings")
  }

  /// The keys and values of a node that has to be a mapping.
  package mutating func entries(of node: DataNode, _ expected: String) -> [(key: DataNode, value: DataNode)] {
    guard node.isMapping else {
      report(node.location, expected)
      return []
    }
    return node.entries.map { ($0.key, $0.value) }
  }

  /// One string, or a list of them.
  package mutating func strings(_ node: DataNode, _ key: String) -> [String] {
    if let text = node.value { return [text] }
    if node.isNull { return [] }
    guard node.isSequence, node.elements.allSatisfy({ $0.value != nil }) else {
      report(node.location, "'\(key)' takes a string or a list of strings")
      return []
    }
    return node.elements.compactMap(\.value)
  }

  /// One string that is not empty.
  package mutating func string(_ node: DataNode, _ key: String) -> String? {
    if let text = node.value, !text.isEmpty { return text }
    report(node.location, "'\(key)' takes a string")
    return nil
  }

  /// A key that is none of the known ones, with the one that was probably meant.
  package mutating func unknown(_ key: DataNode, among known: [String], what: String = "key") {
    let name = key.text ?? ""
    let hint =
      known.nearest(to: name).map { "did you mean '\($0)'?" }
      ?? (known.count > 12 ? "see `speclint rules`" : "known: \(known.joined(separator: ", "))")
    report(key.location, "unknown \(what) '\(name)'; \(hint)")
  }

  /// Notes what is amiss at a place of the file.
  package mutating func report(_ location: Location, _ message: String) {
    let start = location.start
    problems.append("\(source.path):\(start.line):\(start.column): \(message)")
  }

  /// - Throws: ``ConfigurationError`` with everything that is amiss.
  package func check() throws(ConfigurationError) {
    if !problems.isEmpty { throw ConfigurationError(problems: problems) }
  }
}
