struct InvalidOnbuildTrigger: DockerfileRule {
  static let card = RuleCard(
    "invalid-onbuild-trigger", .dockerfile, summary: "ONBUILD holds an instruction that it cannot.",
    rationale: "FROM, MAINTAINER and ONBUILD are refused there.", severity: .error, aliases: ["DL3043"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nONBUILD ⟦FROM⟧ alpine:3\nUSER node"),
    .flags("FROM node:20-alpine\nONBUILD ⟦ONBUILD⟧ RUN true\nUSER node"),
    .passes("FROM node:20-alpine\nONBUILD COPY . /app\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for trigger in file.instructions.flatMap(\.trigger) {
      guard let keyword = trigger.keyword, [.from, .maintainer, .onbuild].contains(keyword) else { continue }
      report.flag(file.place(trigger.keywordRange), "\(keyword.rawValue) cannot stand inside of ONBUILD")
    }
  }
}
