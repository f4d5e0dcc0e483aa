import DeploymentSpec
import Diagnostics

/// Where a rule puts its findings.
struct Report {
  let card: RuleCard
  let severity: Severity
  private(set) var findings: [Finding] = []

  init(_ card: RuleCard, severity: Severity) {
    self.card = card
    self.severity = severity
  }

  /// - Parameters:
  ///   - message: what was expected and found; lower case, no full stop; a user's words in 'quotes'.
  ///   - help: what to do, or why it matters here.
  ///   - spec: the cell of the spec that makes it wrong.
  ///   - least: how severe the finding is at the least, where the rule itself is milder.
  ///   - most: how severe it is at the most, where there is a reason to doubt it.
  ///   - topic: what it is about, where all that is about it is one finding with several places.
  mutating func flag(
    _ location: Location, _ message: String, help: String? = nil, environment: String? = nil, spec: Citation? = nil,
    related: [RelatedLocation] = [], fix: Fix? = nil, least: Severity = .advice, most: Severity = .error,
    topic: String? = nil
  ) {
    findings.append(
      Finding(
        rule: card.id, family: card.family.rawValue, aliases: card.aliases, severity: min(max(severity, least), most),
        message: message,
        help: help,
        location: location, environment: environment, spec: spec, related: related, fix: fix, topic: topic))
  }
}
