import DeploymentSpec
import Diagnostics

/// Where a rule puts its findings.
struct Report {
  let card: RuleCard
  let severity: Severity
  /// What all its findings are about, where the rule says nothing else.
  let subject: String?
  private(set) var findings: [Finding] = []

  init(_ card: RuleCard, severity: Severity, about subject: String? = nil) {
    self.card = card
    self.severity = severity
    self.subject = subject
  }

  /// - Parameters:
  ///   - message: what was expected and found; lower case, no full stop; a user's words in 'quotes'.
  ///   - subject: the name of the variable or service it is about, where its line alone does not tell.
  ///   - help: what to do, or why it matters here.
  ///   - spec: the cell of the spec that makes it wrong.
  ///   - least: how severe the finding is at the least, where the rule itself is milder.
  ///   - most: how severe it is at the most, where there is a reason to doubt it.
  mutating func flag(
    _ location: Location, _ message: String, about subject: String? = nil, help: String? = nil,
    environment: String? = nil, spec: Citation? = nil, related: [RelatedLocation] = [], fix: Fix? = nil,
    least: Severity = .advice, most: Severity = .error
  ) {
    findings.append(
      Finding(
        rule: card.id, family: card.family.rawValue, aliases: card.aliases, severity: min(max(severity, least), most),
        message: message, help: help, location: location, subject: subject ?? self.subject, environment: environment,
        spec: spec, related: related, fix: fix))
  }
}
