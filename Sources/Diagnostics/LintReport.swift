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
    findings.count { $0.severity == severity } + unlisted[severity, default: 0]
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
  package func values(in source: SourceText) -> [[UInt8]] {
    runs(in: source.whole).map { Array(source.bytes[$0.clamped(to: 0..<source.bytes.count)]) }
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
