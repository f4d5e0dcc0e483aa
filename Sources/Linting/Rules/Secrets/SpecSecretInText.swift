import Leaks

struct SpecSecretInText: LeakRule {
  static let card = RuleCard(
    "spec-secret-in-text", .secrets, summary: "The value of a variable that the spec flags secret stands in a file.",
    rationale: "The spec says that it belongs in a secret store and in no file.", severity: .error,
    needsSpec: true)

  static let examples: [Example] = [
    .flags([("src/config.ts", "export const env = { JWT_SECRET: \"⟦parcel-signing⟧\" }\n")]),
    .passes([("src/config.ts", "export const env = { JWT_SECRET: process.env.JWT_SECRET }\n")]),
    .passes([("src/config.ts", "export const env = { API_HOST: \"parcel.test\", JWT_SECRET: \"changeme\" }\n")]),
  ]

  func check(_ subject: LeakSubject, _ report: inout Report) {
    guard case .flagged(let name) = subject.leak.kind else { return }
    report.flag(
      subject.location, "the spec flags '\(name)' secret, but a value of it stands here", about: name,
      help: LeakSubject.help, spec: subject.citation)
  }
}
