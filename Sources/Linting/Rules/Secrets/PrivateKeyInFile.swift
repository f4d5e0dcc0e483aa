import Leaks

struct PrivateKeyInFile: LeakRule {
  static let card = RuleCard(
    "private-key", .secrets, summary: "A private key stands in a file.",
    rationale: "Whoever has it can sign, decrypt or log in as its owner.", severity: .error)

  private static let body =
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj" + "MzEfYyjiWA4R4n0GvTqk9bYpLwXr2oHs6uZdQeF1cI"

  static let examples: [Example] = [
    .flags("API_HOST=\"⟦-----BEGIN PRIVATE KEY-----\\n\(body)\\n⟧-----END PRIVATE KEY-----\"\n", in: ".env.staging"),
    .passes("API_HOST=\"-----BEGIN PUBLIC KEY-----\\n\(body)\\n-----END PUBLIC KEY-----\"\n", in: ".env.staging"),
    .passes("API_HOST=\"-----BEGIN PRIVATE KEY-----\\n...\\n-----END PRIVATE KEY-----\"\n", in: ".env.staging"),
  ]

  func check(_ subject: LeakSubject, _ report: inout Report) {
    guard case .privateKey(let label) = subject.leak.kind else { return }
    report.flag(
      subject.location, "a private key stands here: '\(label)'\(subject.encoding)",
      help: "make a new pair, take this one out of use, and keep the new one in a secret store")
  }
}
