import Leaks

struct CredentialsInURL: LeakRule {
  static let card = RuleCard(
    "credentials-in-url", .secrets, summary: "A URL holds a password.",
    rationale:
      "URLs end up in logs, in error reports and in the shell's history. In tests, fixtures, examples and documents it is advice.",
    severity: .error)

  static let examples: [Example] = [
    .flags("API_HOST=https://parcel:⟦Kd92LmQp4RtYv8⟧@parcel.test/\n", in: ".env.staging"),
    .passes("API_HOST=https://parcel:${PASSWORD}@parcel.test/\n", in: ".env.staging"),
    .passes("API_HOST=postgres://postgres:postgres@localhost:5432/parcel\n", in: ".env.staging"),
  ]

  func check(_ subject: LeakSubject, _ report: inout Report) {
    guard case .urlPassword = subject.leak.kind else { return }
    report.flag(
      subject.location, "a password stands in this URL\(subject.encoding)", help: LeakSubject.help,
      most: subject.mostOfGuess)
  }
}
