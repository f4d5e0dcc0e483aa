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

  init(spec: DeploymentSpec?, selection: RuleSelection) {
    scanner = LeakScanner(flags: spec?.secretFlags ?? [:])
    self.spec = spec
    self.selection = selection
  }

  /// Whether any of the rules about secrets runs.
  var hasRules: Bool { RuleRegistry.leaks.contains { selection.severity(of: $0.card) != nil } }

  /// What the rules say of a text.
  ///
  /// - Parameter path: from the project's root.
  func findings(in source: SourceText, path: String) -> [Finding] {
    let leaks = scanner.scan(source.bytes, style: LeakedFiles.style(of: path))
    return findings(leaks.filter { LeakedFiles.isWanted($0, in: FileKind(path: path)) }, in: source, path: path)
  }

  /// What the rules say of leaks.
  ///
  /// - Parameter path: from the project's root.
  func findings(_ leaks: [Leak], in source: SourceText, path: String) -> [Finding] {
    let isForShow = LeakedFiles.isForShow(path)
    return leaks.flatMap { leak in
      let subject = LeakSubject(leak, in: source, spec: spec, isForShow: isForShow)
      return RuleRegistry.leaks.flatMap { rule -> [Finding] in
        guard let severity = selection.severity(of: rule.card) else { return [] }
        var report = Report(rule.card, severity: severity)
        rule.check(subject, &report)
        return report.findings
      }
    }
  }

  /// A file as text: UTF-16 as ASCII with a mark for every other character; `nil` for a binary file.
  static func text(_ bytes: [UInt8]) -> [UInt8]? {
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
