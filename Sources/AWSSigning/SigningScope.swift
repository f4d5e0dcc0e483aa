/// What a signature is good for: one day, one region, one service.
package struct SigningScope: Hashable, Sendable {
  /// `20260131`.
  package let date: String
  /// For example `ap-northeast-2`.
  package let region: String
  /// For example `secretsmanager`.
  package let service: String

  /// What ends every scope.
  package static let terminator = "aws4_request"

  package init(date: String, region: String, service: String) {
    self.date = date
    self.region = region
    self.service = service
  }

  package var text: String { "\(date)/\(region)/\(service)/\(SigningScope.terminator)" }
}
