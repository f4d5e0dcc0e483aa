import DeploymentSpec
import Diagnostics
import Leaks
import Syntax
import Workspace

/// Looks through texts of every kind for secrets: `speclint secrets`.
struct SecretSearch: Sendable {
  /// Larger files are not looked through.
  static let sizeLimit = 32 << 20

  let scanner: LeakScanner
  let spec: DeploymentSpec?
  let selection: RuleSelection
  let honoursSuppressions: Bool

  /// What became of one file.
  enum Outcome: Sendable {
    case searched([Finding], suppressed: Int)
    case binary
  }

  init(spec: DeploymentSpec?, selection: RuleSelection, honoursSuppressions: Bool) {
    scanner = LeakScanner(flags: spec?.secretFlags ?? [:])
    self.spec = spec
    self.selection = selection
    self.honoursSuppressions = honoursSuppressions
  }

  /// - Parameters:
  ///   - path: what decides how it is read.
  ///   - shown: the name that reports call it by.
  func search(_ bytes: [UInt8], path: String, shown: String) -> Outcome {
    guard let text = Self.text(bytes) else { return .binary }
    let leaks = scanner.scan(text, isSettings: LeakedFiles.isSettings(path))
    guard !leaks.isEmpty else { return .searched([], suppressed: 0) }
    let source = SourceText(path: shown, bytes: text)
    let findings = findings(leaks, in: source)
    guard honoursSuppressions else { return .searched(findings, suppressed: 0) }
    let accepted = LineSuppressions(source)
    let kept = findings.filter { !accepted.accepts($0) }
    return .searched(kept, suppressed: findings.count - kept.count)
  }

  /// What the rules say of leaks.
  func findings(_ leaks: [Leak], in source: SourceText) -> [Finding] {
    leaks.flatMap { leak in
      let subject = LeakSubject(leak, in: source, spec: spec)
      return RuleRegistry.leaks.flatMap { rule -> [Finding] in
        guard let severity = selection.severity(of: rule.card) else { return [] }
        var report = Report(rule.card, severity: severity)
        rule.check(subject, &report)
        return report.findings
      }
    }
  }

  /// A file as text: UTF-16 as ASCII with a mark for every other character; `nil` for a binary file.
  private static func text(_ bytes: [UInt8]) -> [UInt8]? {
    ascii(ofUTF16: bytes) ?? (bytes.prefix(8_000).contains(0) ? nil : bytes)
  }

  /// Each line and column stays where it is. `nil` for a text that no byte order mark tells to be UTF-16.
  static func ascii(ofUTF16 bytes: [UInt8]) -> [UInt8]? {
    let isLittle = bytes.starts(with: [0xFF, 0xFE])
    guard isLittle || bytes.starts(with: [0xFE, 0xFF]) else { return nil }
    return stride(from: 2, to: bytes.count - 1, by: 2).map { index in
      let (low, high) = isLittle ? (bytes[index], bytes[index + 1]) : (bytes[index + 1], bytes[index])
      return high == 0 && low < 0x80 ? low : UInt8(ascii: "?")
    }
  }
}

/// `speclint: allow RULE -- reason` in texts of any language: on a line of its own it holds for the next one too.
struct LineSuppressions {
  private var rules: [Int: Set<String>] = [:]
  private let source: SourceText

  init(_ source: SourceText) {
    self.source = source
    guard source.bytes.contains(ascii: "speclint: allow ") else { return }
    for line in 0..<source.lines.count {
      let content = source.lines.content(of: line, in: source.bytes)
      guard let mark = source.bytes.firstRange(of: "speclint: allow ".utf8, in: content) else { continue }
      let parts = source.text(mark.upperBound..<content.upperBound).split(separator: "--", maxSplits: 1)
      guard parts.count == 2, parts[1].contains(where: \.isLetter) else { continue }
      let names = parts[0].split { $0 == "," || $0 == " " }.flatMap { RuleRegistry.resolve(String($0)) ?? [] }
      rules[line, default: []].formUnion(names)
      let isAlone = !source.bytes[content.lowerBound..<mark.lowerBound].contains { $0.isLetter || $0.isDigit }
      if isAlone { rules[line + 1, default: []].formUnion(names) }
    }
  }

  func accepts(_ finding: Finding) -> Bool {
    rules[source.lines.line(at: finding.location.range.lowerBound)]?.contains(finding.rule) ?? false
  }
}
