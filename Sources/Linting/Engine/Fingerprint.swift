import ByteSearch
import Diagnostics
import Workspace

/// What a finding is known by in a later run: its rule, its file from the repository's root, what it is about, and its line
/// without the values. It survives moved lines, and says nothing about a value.
package struct Fingerprint: Sendable {
  /// The folder that the paths of findings are relative to, as seen from the repository's root.
  private let folder: String

  package init(_ report: LintReport) {
    folder = report.folder
  }

  /// The names of findings that may be alike: two of the same kind on lines that read the same share one.
  package func of(_ finding: Finding) -> String {
    let path = PathText.normalized(PathText.join(folder, finding.location.source.path))
    let about = [finding.subject, finding.environment].compactMap { $0 }.joined(separator: "@")
    return "\(finding.rule)|\(path)|\(about)|\(Self.lineHash(finding.location))"
  }

  /// For each finding a name of its own: those alike are counted in their order.
  package func unique(_ findings: [Finding]) -> [String] {
    var counts: [String: Int] = [:]
    return findings.map { finding in
      let name = of(finding)
      let count = counts[name, default: 0]
      counts[name] = count + 1
      return count == 0 ? name : "\(name)|\(count)"
    }
  }

  /// A hash of the line up to its first `=` or `:`, without white space: names stay, values go.
  static func lineHash(_ location: Location) -> String {
    let source = location.source
    let line = source.bytes[
      source.lines.content(of: source.lines.line(at: location.range.lowerBound), in: source.bytes)]
    let name = line.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ":") }
    return hexadecimal(FNV1a.hash(name.lazy.filter { !$0.isSpace }), digits: 16)
  }

  static func hexadecimal(_ number: UInt64, digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
