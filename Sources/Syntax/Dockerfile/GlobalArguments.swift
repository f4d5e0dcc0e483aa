import Diagnostics

/// The `ARG`s before the first `FROM`, which its words may use.
package struct GlobalArguments: Sendable {
  /// In the order in which they are declared, with their places.
  package private(set) var pairs: [DockerfilePair] = []
  /// Those whose default can be worked out.
  private var defaults: [String: String] = [:]
  private let escape: UInt8

  init(_ instructions: [DockerfileInstruction], escape: UInt8) {
    self.escape = escape
    guard instructions.contains(where: { $0.keyword == .from }) else { return }
    for instruction in instructions.prefix(while: { $0.keyword != .from }) where instruction.keyword == .arg {
      for pair in instruction.pairs {
        pairs.append(pair)
        let value = pair.value.flatMap { expanded($0) }
        defaults[pair.key] = value
      }
    }
  }

  private func expanded(_ value: String) -> String? { Expansion.expand(value, escape: escape) { defaults[$0] } }

  package var names: [String] { pairs.map(\.key) }

  /// The value of one by its default; `nil` without one.
  package subscript(name: String) -> String? { defaults[name] }

  /// A text of FROM by the defaults; `nil` where it depends on what is given to the build.
  package func expand(_ text: String) -> String? {
    guard text.utf8.contains(where: { "$\"'".utf8.contains($0) }) else { return text }
    return Expansion.expand(text, escape: escape) { defaults[$0] }.map { $0.filter { $0 != "\"" && $0 != "'" } }
  }

  /// A text of FROM as a build without arguments sees it: what has no default is empty.
  package func expandEmptying(_ text: String) -> String? {
    Expansion.expand(text, escape: escape) { defaults[$0] ?? "" }.map { $0.filter { $0 != "\"" && $0 != "'" } }
  }

  /// Whether a text can come to a name, whatever its unknown references stand for.
  func mayBe(_ name: String, _ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var pattern = ""
    var copied = 0
    var literal = 0
    for reference in VariableReference.find(in: bytes, escape: escape) {
      pattern += bytes.text(copied..<reference.range.lowerBound)
      literal += reference.range.lowerBound - copied
      if let known = Expansion.expand(bytes.text(reference.range), escape: escape, { defaults[$0] }) {
        pattern += known
      } else {
        pattern += "*"
      }
      copied = reference.range.upperBound
    }
    pattern += bytes.text(copied..<bytes.count)
    guard literal + bytes.count - copied > 0 else { return false }
    let matcher = ShellPattern(pattern.lowercased())
    return matcher.matches(Array(name.lowercased().utf8))
  }
}
