import Leaks

struct ProviderToken: LeakRule {
  static let card = RuleCard(
    "provider-token", .secrets, summary: "A provider's token stands in a file.",
    rationale: "Whoever reads the repository, its history or a copy of it can use the account.", severity: .error)

  private static let token = "ghp_" + "x7Kd92LmQp4RtYv8WsZa31BnCfHjE6Gu05Ti"

  static let examples: [Example] = [
    .flags("API_HOST=⟦\(token)⟧\n", in: ".env.staging"),
    .flags("FROM node:20-alpine\nENV API_HOST=⟦\(token)⟧\nUSER node"),
    .passes("API_HOST=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", in: ".env.staging"),
    .passes("API_HOST=AKIAIOSFODNN7EXAMPLE\n", in: ".env.staging"),
  ]

  func check(_ subject: LeakSubject, _ report: inout Report) {
    guard case .token(let title) = subject.leak.kind else { return }
    report.flag(
      subject.location, "\(title.withArticle) stands here\(subject.shown)\(subject.encoding)", help: LeakSubject.help)
  }
}
