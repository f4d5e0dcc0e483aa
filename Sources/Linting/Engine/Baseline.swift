import ByteSearch
import Diagnostics
import Syntax

/// Findings that were there before, so that only new ones are reported.
///
/// A finding is known by its rule, its path and its line with the values masked: it survives moved lines, and the file
/// says nothing about a value.
package struct Baseline: Sendable {
  private var counts: [String: Int]

  /// The baseline that accepts all of some findings.
  package init(accepting findings: [Finding]) {
    counts = findings.reduce(into: [:]) { $0[Self.fingerprint($1), default: 0] += 1 }
  }

  /// Reads what `json` wrote.
  ///
  /// - Throws: `LintFailure` when the text is no baseline.
  package init(_ source: SourceText) throws(LintFailure) {
    let tree = JSONParser.parse(source)
    guard tree.problems.isEmpty, let root = tree.documents.first, root["version"]?.text == "1",
      let entries = root["findings"],
      entries.isMapping
    else { throw LintFailure("\(source.path): is no baseline of speclint", hint: "write one with --write-baseline") }
    counts = [:]
    for (key, value) in entries.entries {
      if let fingerprint = key.text, let count = value.integer { counts[fingerprint] = count }
    }
  }

  /// The findings that the baseline does not hold.
  package func new(among findings: [Finding]) -> [Finding] {
    var left = counts
    return findings.filter { finding in
      let key = Self.fingerprint(finding)
      guard let count = left[key], count > 0 else { return true }
      left[key] = count - 1
      return false
    }
  }

  private struct Document: Encodable {
    let version = 1
    let findings: [String: Int]
  }

  package var json: String { JSONText.encode(Document(findings: counts)) }

  package static func fingerprint(_ finding: Finding) -> String {
    let source = finding.location.source
    let line = source.lines.content(of: source.lines.line(at: finding.location.range.lowerBound), in: source.bytes)
    let text = masked(source.bytes[line])
    return "\(finding.rule)|\(source.path)|\(hash(text))"
  }

  /// The line up to its first `=` or `:`, without white space: names stay, values go.
  private static func masked(_ line: ArraySlice<UInt8>) -> [UInt8] {
    let name = line.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ":") }
    return name.filter { !$0.isSpace }
  }

  private static func hash(_ bytes: [UInt8]) -> String {
    let digits = String(FNV1a.hash(bytes), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
