import ByteSearch

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

/// The byte ranges that hold secret values, by source.
package struct Redactions: Sendable {
  private var hidden: [ObjectIdentifier: RangeList] = [:]

  package init() {}

  package mutating func hide(_ location: Location) {
    hidden[ObjectIdentifier(location.source), default: RangeList()].add(location.range)
  }

  package mutating func merge(_ other: Redactions) {
    hidden.merge(other.hidden) { $0.union($1) }
  }

  /// Whether a range touches a hidden one.
  package func touches(_ location: Location) -> Bool { !runs(in: location).isEmpty }

  /// The hidden bytes of a source, run by run.
  package func values(in source: SourceText) -> [[UInt8]] { values(in: source.whole) }

  /// The hidden bytes that a location touches, each run whole.
  package func values(in location: Location) -> [[UInt8]] {
    let bytes = location.source.bytes
    return runs(in: location).map { Array(bytes[$0.clamped(to: 0..<bytes.count)]) }
  }

  /// Whether a fix writes a hidden value anew, in another place or form.
  package func hides(_ fix: Fix) -> Bool {
    fix.edits.contains { !$0.replacement.isEmpty && touches($0.location) }
  }

  /// The bytes of a location with every hidden run replaced by eight stars, whatever its length.
  package func masked(_ location: Location) -> [UInt8] {
    let bytes = location.source.bytes
    var result: [UInt8] = []
    var index = location.range.lowerBound
    for run in runs(in: location) {
      result += bytes[index..<max(index, run.lowerBound)]
      result += Array("********".utf8)
      index = min(run.upperBound, location.range.upperBound)
    }
    return result + bytes[index..<location.range.upperBound]
  }

  /// The hidden runs that overlap a location, in order.
  private func runs(in location: Location) -> ArraySlice<Range<Int>> {
    hidden[ObjectIdentifier(location.source)]?.overlapping(location.range) ?? []
  }
}
