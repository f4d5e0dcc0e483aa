import Leaks

struct AssignedSecret: LeakRule {
  static let card = RuleCard(
    "assigned-secret", .secrets, summary: "A value that looks random is assigned to a name that speaks of a secret.",
    rationale: "It is most likely a password or a key. In tests, fixtures, examples and documents it is advice.",
    severity: .error)

  static let examples: [Example] = [
    .flags("PAYMENT_SECRET=⟦x7Kd92LmQp4RtYv8WsZa31Bn⟧\n", in: ".env.staging", spec: "# Nothing"),
    .passes(
      "PAYMENT_SECRET=${PAYMENT_SECRET}\nTOKEN_URL=https://parcel.test/token\n", in: ".env.staging", spec: "# Nothing"),
    .passes(
      "FROM debian:13\nENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D\nENV CURL_SHA256_KEY=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\nUSER app",
      spec: "# Nothing"),
    .passes(
      "RELEASE_KEY_FINGERPRINT=A035C8C19219BA821ECEA86B64E628F8D684696D\n", in: ".env.staging", spec: "# Nothing"),
    .passes("PAYMENT_SECRET=changeme\nSECRET_NAME=prod/parcel/payment-1\n", in: ".env.staging", spec: "# Nothing"),
    .passes(
      "PAYMENT_KEY=x7Kd92LmQp4RtYv8WsZa31Bn\n", in: ".env.staging",
      spec: "# Spec\n\n## Variables\n\n| Variable | Secret |\n|---|---|\n| PAYMENT_KEY | ❌ |\n"),
  ]

  func check(_ subject: LeakSubject, _ report: inout Report) {
    guard case .assignment(let name) = subject.leak.kind else { return }
    report.flag(
      subject.location, "'\(name)' is given what looks like a secret\(subject.shown)",
      help: "\(LeakSubject.help); if it is not a secret, say so in the spec's column for secrets",
      most: subject.mostOfGuess)
  }
}
