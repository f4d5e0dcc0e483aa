/// How much a finding matters. `advice` is below the default `--fail-on`.
package enum Severity: String, Sendable, Codable, Comparable, CaseIterable {
  case advice, warning, error

  package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .advice: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// The row of the written spec that a finding is measured against.
package struct SpecReference: Sendable {
  /// The cell the expected value was read from.
  package let location: Location
  /// The heading it stands under, as written: `4.3 Resource limits`.
  package let section: String

  package init(location: Location, section: String) {
    self.location = location
    self.section = section
  }
}

/// Another place that helps to understand a finding.
package struct RelatedLocation: Sendable {
  package let location: Location
  package var message: String

  package init(_ location: Location, _ message: String) {
    self.location = location
    self.message = message
  }
}

/// One replacement of bytes in a source.
package struct Edit: Sendable, Hashable {
  package let location: Location
  package let replacement: String

  package init(_ location: Location, _ replacement: String) {
    self.location = location
    self.replacement = replacement
  }
}

/// A change that removes a finding.
package struct Fix: Sendable {
  package enum Safety: String, Sendable, Codable {
    /// Changes nothing about what the artifact means.
    case safe
    /// Changes what is deployed: offered, applied only with `--unsafe-fixes`.
    case unsafe
  }

  package let safety: Safety
  package let edits: [Edit]

  package static func safe(_ edits: Edit...) -> Fix { Fix(safety: .safe, edits: edits) }
  package static func unsafe(_ edits: Edit...) -> Fix { Fix(safety: .unsafe, edits: edits) }

  package init(safety: Safety, edits: [Edit]) {
    self.safety = safety
    self.edits = edits
  }
}

/// A place where an artifact breaks a rule. There is none without a location.
package struct Finding: Sendable {
  package let rule: String
  package let family: String
  package let aliases: [String]
  package var severity: Severity
  package var message: String
  package var help: String?
  package let location: Location
  /// What it is about, by name, whatever its line says: a variable, a service. Never a value.
  package let subject: String?
  package let environment: String?
  package var spec: SpecReference?
  package var related: [RelatedLocation]
  package var fix: Fix?
  /// Of a fix that a report does not show, because a secret value stands in its edits, how safe it is.
  package internal(set) var withheldFix: Fix.Safety?

  package init(
    rule: String, family: String, aliases: [String], severity: Severity, message: String, help: String?,
    location: Location, subject: String? = nil, environment: String?, spec: SpecReference?, related: [RelatedLocation],
    fix: Fix?
  ) {
    self.rule = rule
    self.family = family
    self.aliases = aliases
    self.severity = severity
    self.message = message
    self.help = help
    self.location = location
    self.subject = subject
    self.environment = environment
    self.spec = spec
    self.related = related
    self.fix = fix
  }
}

extension Finding: Comparable {
  private var sortKey: (String, Int, Int, String, String) {
    (location.source.path, location.range.lowerBound, location.range.upperBound, rule, message)
  }

  package static func < (a: Finding, b: Finding) -> Bool {
    let (first, second) = (a.location, b.location)
    // Most are of one file, at different places.
    if first.source === second.source, first.range.lowerBound != second.range.lowerBound {
      return first.range.lowerBound < second.range.lowerBound
    }
    return a.sortKey < b.sortKey
  }
  package static func == (a: Finding, b: Finding) -> Bool { a.sortKey == b.sortKey }
}
