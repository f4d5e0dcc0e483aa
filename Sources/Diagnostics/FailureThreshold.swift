/// The least severity that makes a run fail.
package enum FailureThreshold: String, Sendable, CaseIterable {
  case error, warning, advice, never

  package func isReached(by findings: [Finding]) -> Bool {
    guard let least else { return false }
    return findings.contains { $0.severity >= least }
  }

  /// `nil`: no finding makes it fail.
  package var least: Severity? { Severity(rawValue: rawValue) }
}
