import ByteSearch
import Diagnostics
import Syntax

/// Findings that were there before, so that only new ones are reported.
///
/// A finding is known by its fingerprint; one about a secret also by a check of the value: 16 bits under a random salt that
/// the file keeps. Another secret in the same place is new, and the file tells nobody what the value is.
package struct Baseline: Sendable {
  /// How findings are named in the file.
  private enum Form: Sendable {
    /// Without a subject and a check, by paths from the folder that it was written in.
    case first
    case second(salt: String)
  }

  private let form: Form
  private var counts: [String: Int] = [:]

  /// The baseline that accepts all that a report holds.
  ///
  /// - Parameter known: one that is written anew; its salt is kept, so that the file changes only where findings do.
  package init(accepting report: LintReport, replacing known: Baseline? = nil) {
    if case .second(let salt)? = known?.form {
      form = .second(salt: salt)
    } else {
      form = .second(salt: Fingerprint.hexadecimal(UInt64.random(in: 0...UInt64.max), digits: 16))
    }
    for name in names(report) { counts[name, default: 0] += 1 }
  }

  /// Reads what `json` wrote, in this version or an earlier one.
  ///
  /// - Throws: `LintFailure` when the text is not a baseline.
  package init(_ source: SourceText) throws(LintFailure) {
    let tree = JSONParser.parse(source)
    guard tree.problems.isEmpty, let root = tree.documents.first, let entries = root["findings"], entries.isMapping
    else { throw Self.failure(source, "is not a baseline of speclint") }
    switch (root["version"]?.text, root["salt"]?.text) {
    case ("1", _): form = .first
    case ("2", let salt?): form = .second(salt: salt)
    case (let version?, _) where version != "2":
      throw Self.failure(source, "has version \(version.prefix(20)), which this speclint does not know")
    default: throw Self.failure(source, "is not a baseline of speclint")
    }
    for (key, value) in entries.entries {
      if let name = key.text, let count = value.integer { counts[name] = count }
    }
  }

  private static func failure(_ source: SourceText, _ what: String) -> LintFailure {
    LintFailure("\(source.path): \(what)", hint: "write one with --write-baseline")
  }

  /// Whether it was written by an earlier version, whose names are coarser.
  package var isOfAnEarlierVersion: Bool {
    if case .first = form { true } else { false }
  }

  /// The findings of a report that the baseline does not hold.
  package func new(in report: LintReport) -> [Finding] {
    var left = counts
    return zip(report.findings, names(report)).compactMap { finding, name in
      guard let count = left[name], count > 0 else { return finding }
      left[name] = count - 1
      return nil
    }
  }

  private struct Document: Encodable {
    let version = 2
    let salt: String
    let findings: [String: Int]
  }

  package var json: String {
    guard case .second(let salt) = form else { return "" }
    return JSONText.encode(Document(salt: salt, findings: counts))
  }

  // MARK: Names

  private func names(_ report: LintReport) -> [String] {
    switch form {
    case .first:
      return report.findings.map { "\($0.rule)|\($0.location.source.path)|\(Fingerprint.lineHash($0.location))" }
    case .second(let salt):
      let fingerprint = Fingerprint(report)
      return report.findings.map { finding in
        let check = Self.check(finding.location, report.redactions, salt)
        return fingerprint.of(finding) + (check.map { "|\($0)" } ?? "")
      }
    }
  }

  /// 16 bits of the secret values that a finding points at; `nil` where it points at none.
  private static func check(_ location: Location, _ redactions: Redactions, _ salt: String) -> String? {
    let values = redactions.values(in: location)
    guard !values.isEmpty else { return nil }
    let hash = FNV1a.hash(Array(salt.utf8) + values.joined(separator: [0]))
    let folded = hash ^ (hash >> 16) ^ (hash >> 32) ^ (hash >> 48)
    return Fingerprint.hexadecimal(folded & 0xFFFF, digits: 4)
  }
}
