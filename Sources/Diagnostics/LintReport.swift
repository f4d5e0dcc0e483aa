/// A file that was not examined, and why.
package struct SkippedFile: Sendable, Codable, Hashable, Comparable {
  package let file: String
  package let reason: String

  package init(file: String, reason: String) {
    self.file = file
    self.reason = reason
  }

  package static func < (a: SkippedFile, b: SkippedFile) -> Bool { (a.file, a.reason) < (b.file, b.reason) }
}

/// A file that was examined, and what as.
package struct ExaminedFile: Sendable, Codable, Hashable, Comparable {
  package let file: String
  /// "Dockerfile", "compose file", "text", …
  package let kind: String
  /// The environment that it was taken to be for; `nil`: compared with each.
  package var environment: String?
  /// Those of its services that the documents are about.
  package var services: [String] = []
  /// What it was compared with.
  package var documents: [String] = []

  package init(file: String, kind: String, environment: String? = nil, services: [String] = []) {
    self.file = file
    self.kind = kind
    self.environment = environment
    self.services = services
  }

  package static func < (a: ExaminedFile, b: ExaminedFile) -> Bool { a.file < b.file }
}

/// Something that a run could not do, beside what it did: it ends with status 2.
package struct RunFailure: Sendable, Equatable {
  package let description: String
  package let hint: String?

  package init(_ description: String, hint: String? = nil) {
    self.description = description
    self.hint = hint
  }
}

/// What a run of the linter found: the input of every renderer.
package struct LintReport: Sendable {
  package var findings: [Finding]
  /// How many files were examined.
  package var examined: Int
  package var skipped: [SkippedFile]
  /// The documents that the artifacts were compared with; empty if there were none.
  package var documents: [String]
  /// How many findings comments, the configuration's `allow:` and the baseline hold back.
  package var suppressed: Int
  /// How many findings are counted only.
  package var unlisted: [Severity: Int] = [:]
  /// Where secret values stand: no renderer prints these bytes.
  package var redactions: Redactions
  /// Remarks about the run itself, such as a configuration of another tool that was read.
  package var notes: [String]
  /// How many findings of a severity are left out of `findings`: nobody wants to see them now.
  package private(set) var notShown: [Severity: Int] = [:]
  /// How many files were not looked through for secrets, by what they are.
  package var unsearched: [String: Int] = [:]
  /// The examined files, in the order of their paths.
  package private(set) var files: [ExaminedFile] = []
  /// Tables of the documents that no kind was found for.
  package var tablesNotUnderstood = 0
  /// What is written in a way that cannot be resolved, and so was compared with nothing.
  package var unknown: [RelatedLocation] = []
  /// Whether the report says what one might do next.
  package var suggestsNextStep = false
  /// The folder that paths are relative to, as seen from the repository's root; "." at the root, or without a repository.
  package var folder = "."
  /// What was asked for and could not be read.
  package var failures: [RunFailure] = []

  package init(
    findings: [Finding] = [], examined: Int = 0, skipped: [SkippedFile] = [], documents: [String] = [],
    suppressed: Int = 0, redactions: Redactions = Redactions(), notes: [String] = []
  ) {
    self.findings = findings
    self.examined = examined
    self.skipped = skipped
    self.documents = documents
    self.suppressed = suppressed
    self.redactions = redactions
    self.notes = notes
  }

  package mutating func note(_ file: ExaminedFile) {
    examined += 1
    files.append(file)
  }

  /// A path of the report as the repository's root sees it, for services that know the repository alone.
  package func pathInRepository(_ path: String) -> String {
    guard folder != ".", !path.hasPrefix("/") else { return path }
    var parts = folder.split(separator: "/")
    for part in path.split(separator: "/") {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  package func count(_ severity: Severity) -> Int {
    findings.count { $0.severity == severity } + notShown[severity, default: 0]
      + unlisted[severity, default: 0]
  }

  /// The same with its graver findings alone; the others are counted.
  package func shown(from least: Severity) -> LintReport {
    var report = self
    report.findings = findings.filter { $0.severity >= least }
    for finding in findings where finding.severity < least { report.notShown[finding.severity, default: 0] += 1 }
    return report
  }
}
