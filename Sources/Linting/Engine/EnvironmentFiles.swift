import DeploymentSpec
import Diagnostics
import Syntax
import Vocabulary

/// Two dotenv files side by side: which names stand in one alone, and which values differ. Values are compared, never shown.
package struct EnvironmentDifference: Sendable {
  package let onlyInFirst: [String]
  package let onlyInSecond: [String]
  package let differing: [String]
  package let same: Int

  package var isEmpty: Bool { onlyInFirst.isEmpty && onlyInSecond.isEmpty && differing.isEmpty }

  /// - Parameter dialect: the loader whose reading counts.
  package init(_ first: SourceText, _ second: SourceText, dialect: DotenvDialect) {
    let (a, b) = (dialect.read(first.bytes).final, dialect.read(second.bytes).final)
    onlyInFirst = a.keys.filter { b[$0] == nil }.sorted()
    onlyInSecond = b.keys.filter { a[$0] == nil }.sorted()
    differing = a.keys.filter { key in b[key].map { $0 != a[key] } ?? false }.sorted()
    same = a.count - onlyInFirst.count - differing.count
  }
}

/// A template for dotenv files, written from the spec: what each variable is for, what it takes, whether it is secret.
package enum EnvironmentTemplate {
  package static func text(_ spec: DeploymentSpec) -> String {
    var lines: [String] = []
    var section: String?
    for variable in spec.variables.all where variable.isDescribed {
      let heading = variable.mentions.first?.section
      if heading != section {
        if !lines.isEmpty { lines.append("") }
        if let heading { lines.append("# \(heading)") }
        section = heading
      }
      lines.append(comment(variable))
      lines.append("\(isOptional(variable) ? "# " : "")\(variable.name)=\(value(variable))")
    }
    return lines.joined(separator: "\n") + (lines.isEmpty ? "" : "\n")
  }

  private static func comment(_ variable: SpecVariable) -> String {
    var words: [String] = []
    if let description = variable.description?.value, !description.isEmpty { words.append(description) }
    var facts: [String] = []
    switch variable.effectiveRequirement?.value {
    case .required: facts.append("required")
    case .conditional(let legend):
      facts.append(legend.map { "conditional: \($0.location.text.drop { "> ".contains($0) })" } ?? "conditional")
    case .optional, nil: facts.append("optional")
    }
    if let allowed = variable.allowedValues?.value {
      facts.append("one of \(allowed.joined(separator: ", "))")
    } else if let type = variable.type?.value, type != .string {
      facts.append(type.rawValue)
    }
    if let least = variable.minimumLength?.value { facts.append("at least \(least) characters") }
    if variable.isSecret {
      facts.append("secret" + (variable.store(in: nil).map { ", in \($0.value)" } ?? ""))
    }
    words.append("[\(facts.joined(separator: "; "))]")
    return "# " + words.joined(separator: " ").split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private static func isOptional(_ variable: SpecVariable) -> Bool {
    if case .required = variable.effectiveRequirement?.value { return false }
    return true
  }

  /// The default; nothing for a secret, and nothing that a loader would read otherwise than it stands.
  private static func value(_ variable: SpecVariable) -> String {
    guard !variable.isSecret, let value = variable.defaultValue?.value, value != "-" else { return "" }
    let isPlain = value.utf8.allSatisfy { $0.isWord || "./:@%+,-".utf8.contains($0) }
    return isPlain ? value : value.utf8.contains(UInt8(ascii: "'")) ? "" : "'\(value)'"
  }
}
