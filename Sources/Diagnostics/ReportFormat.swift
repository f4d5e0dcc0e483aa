/// How a report is written.
package enum ReportFormat: String, Sendable, CaseIterable {
  case text, json, sarif, github

  /// The least severity that is shown where nobody says more: people have 14 lines of advice read to them by none but those
  /// who ask, programs can leave out what they do not want.
  package var leastShown: Severity {
    switch self {
    case .text, .github: .warning
    case .json, .sarif: .advice
    }
  }
}
