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
  /// Where secret values stand: no renderer prints these bytes.
  package var redactions: Redactions
  /// Remarks about the run itself, such as a configuration of another tool that was read.
  package var notes: [String]
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

  package func count(_ severity: Severity) -> Int {
    findings.count { $0.severity == severity }
  }
}
