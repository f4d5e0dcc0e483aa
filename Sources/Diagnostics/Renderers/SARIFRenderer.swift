/// What a report format needs to know of a rule.
package struct RuleDescription: Sendable, Encodable {
  package let id: String
  package let family: String
  package let summary: String
  package let rationale: String
  package let severity: Severity
  package let aliases: [String]
  /// Whether there is nothing to compare without a spec document.
  package let needsSpec: Bool

  package init(
    id: String, family: String, summary: String, rationale: String, severity: Severity, aliases: [String],
    needsSpec: Bool
  ) {
    self.id = id
    self.family = family
    self.summary = summary
    self.rationale = rationale
    self.severity = severity
    self.aliases = aliases
    self.needsSpec = needsSpec
  }
}

/// SARIF 2.1.0 (OASIS, 2020), as code-scanning services read it. Paths are relative to the repository's root, which is called
/// `SRCROOT` (3.14.14, `originalUriBaseIds`).
package struct SARIFRenderer: Sendable {
  package let version: String
  package let rules: [RuleDescription]
  /// For each finding of a report a stable name, by which a service recognises it in a later run.
  package let fingerprints: @Sendable (RedactedReport) -> [String]

  package init(
    version: String, rules: [RuleDescription], fingerprints: @escaping @Sendable (RedactedReport) -> [String]
  ) {
    self.version = version
    self.rules = rules
    self.fingerprints = fingerprints
  }

  package func render(_ report: RedactedReport) -> String {
    let indexes = Dictionary(rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { a, _ in a })
    let driver = Driver(version: version, rules: rules.map(Rule.init))
    let results = zip(report.findings, fingerprints(report)).map { finding, fingerprint in
      Result(finding, index: indexes[finding.rule] ?? -1, fingerprint: fingerprint, report)
    }
    return JSONText.encode(Log(runs: [Run(tool: Tool(driver: driver), results: results)]))
  }

  private struct Log: Encodable {
    let schema = "https://json.schemastore.org/sarif-2.1.0.json"
    let version = "2.1.0"
    let runs: [Run]

    enum CodingKeys: String, CodingKey {
      case schema = "$schema"
      case version, runs
    }
  }

  private struct Run: Encodable {
    let tool: Tool
    let columnKind = "unicodeCodePoints"
    let originalUriBaseIds = ["SRCROOT": Base(description: Message(text: "the root of the repository"))]
    let results: [Result]
  }

  private struct Base: Encodable { let description: Message }

  private struct Tool: Encodable { let driver: Driver }

  private struct Driver: Encodable {
    let name = "speclint"
    let version: String
    let rules: [Rule]
  }

  private struct Message: Encodable { let text: String }

  private struct Level: Encodable { let level: String }

  private struct Rule: Encodable {
    let id: String
    let shortDescription: Message
    let fullDescription: Message
    let help: Message
    let defaultConfiguration: Level
    let properties: [String: [String]]

    init(_ rule: RuleDescription) {
      id = rule.id
      shortDescription = Message(text: rule.summary)
      fullDescription = Message(text: rule.rationale)
      let also = rule.aliases.isEmpty ? "" : " Also known as \(rule.aliases.joined(separator: ", "))."
      help = Message(text: "\(rule.summary) \(rule.rationale)\(also)")
      defaultConfiguration = Level(level: Self.level(rule.severity))
      properties = ["tags": [rule.family] + rule.aliases]
    }

    static func level(_ severity: Severity) -> String {
      switch severity {
      case .error: "error"
      case .warning: "warning"
      case .advice: "note"
      }
    }
  }

  private struct Region: Encodable {
    let startLine: Int
    let startColumn: Int
    let endLine: Int
    let endColumn: Int
    let byteOffset: Int
    let byteLength: Int

    init(_ location: Location) {
      let (start, end) = (location.start, location.end)
      (startLine, startColumn, endLine, endColumn) = (start.line, start.column, end.line, end.column)
      byteOffset = location.range.lowerBound
      byteLength = location.range.count
    }
  }

  private struct File: Encodable {
    let uri: String
    /// None for what lies outside.
    let uriBaseId: String?

    /// RFC 3986: every byte that is not unreserved, or a slash, as `%XX`.
    init(_ path: String, _ report: RedactedReport) {
      let path = report.pathInRepository(path)
      uriBaseId = path.hasPrefix("/") || path.hasPrefix("../") ? nil : "SRCROOT"
      uri = PathBytes.bytes(path).map { byte in
        let isPlain =
          (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
          || "-._~/".utf8.contains(byte)
        if isPlain { return String(UnicodeScalar(byte)) }
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.count == 1 ? "0" : "") + digits
      }.joined()
    }
  }

  private struct Physical: Encodable {
    let artifactLocation: File
    let region: Region

    init(_ location: Location, _ report: RedactedReport) {
      artifactLocation = File(location.source.path, report)
      region = Region(location)
    }
  }

  private struct Place: Encodable {
    let physicalLocation: Physical
    let message: Message?

    init(_ location: Location, _ message: String?, _ report: RedactedReport) {
      physicalLocation = Physical(location, report)
      self.message = message.map(Message.init)
    }
  }

  private struct Replacement: Encodable {
    let deletedRegion: Region
    let insertedContent: Message
  }

  private struct Change: Encodable {
    let artifactLocation: File
    let replacements: [Replacement]
  }

  private struct Repair: Encodable {
    let description: Message
    let artifactChanges: [Change]

    init(_ fix: Fix, _ report: RedactedReport) {
      description = Message(text: fix.safety == .safe ? "safe fix" : "fix that changes what is deployed")
      var byPath: [String: [Replacement]] = [:]
      for edit in fix.edits {
        byPath[edit.location.source.path, default: []].append(
          Replacement(deletedRegion: Region(edit.location), insertedContent: Message(text: edit.replacement)))
      }
      artifactChanges = byPath.sorted { $0.key < $1.key }.map {
        Change(artifactLocation: File($0.key, report), replacements: $0.value)
      }
    }
  }

  private struct Result: Encodable {
    let ruleId: String
    let ruleIndex: Int
    let level: String
    let message: Message
    let locations: [Place]
    let relatedLocations: [Place]
    let partialFingerprints: [String: String]
    let fixes: [Repair]?

    init(_ finding: Finding, index: Int, fingerprint: String, _ report: RedactedReport) {
      ruleId = finding.rule
      ruleIndex = index
      level = Rule.level(finding.severity)
      message = Message(text: finding.message + (finding.help.map { "\n\($0)" } ?? ""))
      locations = [Place(finding.location, nil, report)]
      let spec = finding.spec.map { [Place($0.location, "the spec: \($0.section)", report)] } ?? []
      relatedLocations = spec + finding.related.map { Place($0.location, $0.message, report) }
      partialFingerprints = ["speclint/v2": PathBytes.shown(fingerprint)]
      fixes = finding.fix.map { [Repair($0, report)] }
    }
  }
}
