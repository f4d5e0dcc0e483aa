import Diagnostics
import Syntax

/// Whether ShellCheck is asked about RUN scripts.
package enum ShellCheckMode: String, Sendable, CaseIterable {
  /// Where it is installed.
  case auto
  case on, off
}

/// How a run is judged and reported, as far as somebody has said so: by options, by variables, or in the configuration.
package struct RunSettings: Sendable, Equatable {
  package var failOn: FailureThreshold?
  /// What is shown; the exit status is another matter.
  package var minSeverity: Severity?
  package var format: ReportFormat?
  /// A path as written: from the current folder, or from the configuration's.
  package var baseline: String?
  package var shellCheck: ShellCheckMode?

  package init() {}

  /// These, and of another what these leave open.
  package func or(_ other: RunSettings) -> RunSettings {
    var result = self
    result.failOn = failOn ?? other.failOn
    result.minSeverity = minSeverity ?? other.minSeverity
    result.format = format ?? other.format
    result.baseline = baseline ?? other.baseline
    result.shellCheck = shellCheck ?? other.shellCheck
    return result
  }

  /// Their names in the configuration; as variables `SPECLINT_FAIL_ON` and so on.
  package static let keys = ["fail-on", "min-severity", "format", "baseline", "shellcheck"]

  /// A name as a variable.
  package static func variable(_ key: String) -> String {
    "SPECLINT_" + key.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
  }

  /// Takes one setting.
  ///
  /// - Returns: What is wrong with its value; `nil` where it is taken.
  package mutating func set(_ key: String, to text: String) -> String? {
    switch key {
    case "fail-on": return Self.choose(text, &failOn)
    case "min-severity": return Self.choose(text, &minSeverity)
    case "format": return Self.choose(text, &format)
    case "shellcheck": return Self.choose(text, &shellCheck)
    default:
      baseline = text
      return text.isEmpty ? "expected a file" : nil
    }
  }

  private static func choose<Choice: RawRepresentable & CaseIterable>(_ text: String, _ setting: inout Choice?)
    -> String?
  where Choice.RawValue == String {
    if let choice = Choice(rawValue: text) {
      setting = choice
      return nil
    }
    let all = Choice.allCases.map(\.rawValue)
    let near = all.nearest(to: text).map { "; did you mean '\($0)'?" } ?? ""
    return "'\(text)' is none of \(all.joined(separator: ", "))\(near)"
  }

  /// What the environment's variables say; an empty one says nothing.
  ///
  /// - Throws: ``ConfigurationError`` with every variable whose value is wrong.
  package init(variables: (String) -> String?) throws(ConfigurationError) {
    var problems: [String] = []
    for key in Self.keys {
      let name = Self.variable(key)
      guard let text = variables(name), !text.isEmpty else { continue }
      if let problem = set(key, to: text) { problems.append("\(name): \(problem)") }
    }
    if !problems.isEmpty { throw ConfigurationError(problems: problems) }
  }
}
