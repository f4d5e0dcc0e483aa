import DeploymentSpec
import Diagnostics

/// A value of an artifact that is held against what the spec says for one environment or for all.
struct Comparison<Value: Sendable> {
  /// What is compared, as a message begins: `memory of container 'app'`.
  let noun: String
  let actual: Located<Value>
  let expected: [Expectation<Value>]
  let describe: (Value) -> String
  let matches: (Value, Value) -> Bool
  /// How the actual value lies to an expected one: `below`, `above`, `not`.
  var relation: (Value, Value) -> String = { _, _ in "not" }
  var help: String?
  /// The text that would be right, in the artifact's own notation.
  var notation: ((Value) -> String)?
}

extension Report {
  /// Flags a value that differs from what the spec gives its environment; one that is bound to no environment is flagged
  /// only if it fits none.
  mutating func compare<Value>(_ comparison: Comparison<Value>) {
    let expected = comparison.expected
    guard let first = expected.first,
      !expected.contains(where: { comparison.matches(comparison.actual.value, $0.cited.value) })
    else { return }
    let found = comparison.describe(comparison.actual.value)
    if expected.count == 1 {
      let relation = comparison.relation(comparison.actual.value, first.cited.value)
      let wanted = Self.quoted(first.cited, comparison.describe)
      flag(
        comparison.actual.location,
        "\(comparison.noun) is \(found), \(relation) the \(wanted) that the spec gives \(first.environment)",
        help: comparison.help, environment: first.environment, spec: first.cited.citation,
        fix: comparison.notation.map { .unsafe(Edit(comparison.actual.location, $0(first.cited.value))) })
    } else {
      let list = expected.map { "\(comparison.describe($0.cited.value)) (\($0.environment))" }.joined(separator: ", ")
      flag(
        comparison.actual.location, "\(comparison.noun) is \(found), which fits no environment of the spec: \(list)",
        help: comparison.help, spec: first.cited.citation,
        related: expected.dropFirst().map {
          RelatedLocation($0.cited.citation.location, "\($0.environment) in the spec")
        })
    }
  }

  /// The cell as it stands, with what it was read as where that looks different.
  private static func quoted<Value>(_ cited: Cited<Value>, _ describe: (Value) -> String) -> String {
    let cell = cited.citation.location.text
    let read = describe(cited.value)
    return cell == read ? "'\(cell)'" : "'\(cell)' (\(read))"
  }
}
