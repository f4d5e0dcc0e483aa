import Leaks

struct AssignedSecret: LeakRule {
  static let card = RuleCard(
    "assigned-secret", .secrets, summary: "A value that looks random is assigned to a name that speaks of a secret.",
    rationale: "It is most likely a password or a key.", severity: .error)

  static let examples: [Example] = [
    .flags("PAYMENT_SECRET=⟦x7Kd92LmQp4RtYv8WsZa31Bn⟧\n", in: ".env.staging", spec: "# Nothing"),
    .passes(
      "PAYMENT_SECRET=${PAYMENT_SECRET}\nTOKEN_URL=https://parcel.test/token\n", in: ".env.staging", spec: "# Nothing"),
    .passes("PAYMENT_SECRET=changeme\nSECRET_NAME=prod/parcel/payment-1\n", in: ".env.staging", spec: "# Nothing"),
    .passes(
      "PAYMENT_KEY=x7Kd92LmQp4RtYv8WsZa31Bn\n", in: ".env.staging",
      spec: "# Spec\n\n## Variables\n\n| Variable | Secret |\n|---|---|\n| PAYMENT_KEY | ❌ |\n"),
  ]

  func check(_ subject: LeakSubject, _ report: inout Report) {
    guard case .assignment(let name) = subject.leak.kind else { return }
    report.flag(
      subject.location, "'\(name)' is given what looks like a secret\(subject.shown)",
      help: "\(LeakSubject.help); if it is none, say so in the spec's column for secrets")
  }
}
