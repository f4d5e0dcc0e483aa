import Diagnostics
import Syntax

/// `.speclint.yaml`, read and checked: one reading for both programs.
package struct Configuration: Sendable {
  /// A rule set to `off`, or to another severity.
  package enum Level: Sendable, Equatable {
    case off
    case severity(Severity)
  }

  /// An entry of `allow:`: findings of a rule that are accepted in some files, and why.
  package struct Allowance: Sendable {
    package let path: Glob
    /// Ids.
    package let rules: [String]
    package let reason: String
    package let location: Location

    package init(path: Glob, rules: [String], reason: String, location: Location) {
      self.path = path
      self.rules = rules
      self.reason = reason
      self.location = location
    }
  }

  /// What single rules can be told.
  package struct RuleOptions: Sendable {
    package init() {}

    /// Names of variables that need no row in the spec, as globs.
    package var undeclaredAllowed: [Glob] = []
    /// Registries that images may come from, as hadolint writes them: `docker.io`, `*.example.com`; empty: all.
    package var trustedRegistries: [String] = []
    /// The labels that an image must have, and what their values are.
    package var labels: [String: LabelFormat] = [:]
    /// Whether an image may have no other labels.
    package var hasStrictLabels = false
    /// Whether images that no compose file runs must have a health check too.
    package var checksEveryImage = false
  }

  /// Paths of the spec documents, relative to the configuration's folder.
  package var spec: [String] = []
  package var environments: [(name: String, globs: [Glob])] = []
  /// Further names of environments.
  package var environmentNames: [String: [String]] = [:]
  package var application: [String] = []
  package var severities: [String: Level] = [:]
  package var exclude: [Glob] = []
  package var allow: [Allowance] = []
  /// The loaders that read the project's dotenv files; empty: what the project's manifests say.
  package var dotenvDialects: [DotenvDialect] = []
  package var options = RuleOptions()
  /// How a run is judged and reported; the baseline's path is relative to the configuration's folder.
  package var run = RunSettings()

  package init() {}
}

/// What a label's value is to be, by hadolint's names.
package enum LabelFormat: String, Sendable, CaseIterable {
  case text, rawtext, url, semver, hash, rfc3339, spdx, email
}
