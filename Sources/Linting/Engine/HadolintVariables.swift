import Diagnostics

/// What the environment tells hadolint (its README, "Environment Variables").
package struct HadolintVariables: Sendable {
  /// Those that are read here.
  package static let names =
    ["HADOLINT_NOFAIL", "HADOLINT_FAILURE_THRESHOLD", "HADOLINT_IGNORE", "HADOLINT_STRICT_LABELS"]
    + ["HADOLINT_TRUSTED_REGISTRIES", "HADOLINT_REQUIRE_LABELS"] + levels.map { "HADOLINT_OVERRIDE_" + $0 }

  private static let levels = ["ERROR", "WARNING", "INFO", "STYLE"]

  private let values: [String: String]

  /// - Parameter values: by name; an empty one says nothing.
  init(_ values: [String: String]) {
    self.values = values.filter { Self.names.contains($0.key) && !$0.value.isEmpty }
  }

  var isEmpty: Bool { values.isEmpty }
  var names: [String] { values.keys.sorted() }

  var ignored: [String] { list("IGNORE") }
  var trustedRegistries: [String] { list("TRUSTED_REGISTRIES") }

  var overrides: [(severity: Severity, names: [String])] {
    Self.levels.compactMap { level in Severity(hadolint: level).map { ($0, list("OVERRIDE_" + level)) } }
  }

  /// `maintainer:text,version:semver`
  var labels: [(label: String, format: String)] {
    list("REQUIRE_LABELS").map { entry in
      let parts = entry.split(separator: ":", maxSplits: 1).map(String.init)
      return (parts.first ?? "", parts.count > 1 ? parts[1].lowercased() : "text")
    }
  }

  var hasStrictLabels: Bool? { flag("STRICT_LABELS") }

  var threshold: FailureThreshold? {
    if flag("NOFAIL") == true { return .never }
    return values["HADOLINT_FAILURE_THRESHOLD"].flatMap { FailureThreshold(hadolint: $0) }
  }

  private func list(_ name: String) -> [String] {
    (values["HADOLINT_" + name] ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init)
  }

  private func flag(_ name: String) -> Bool? {
    values["HADOLINT_" + name].map { ["1", "y", "yes", "t", "true", "on"].contains($0.lowercased()) }
  }
}
