struct CdInRun: DockerfileRule {
  static let card = RuleCard(
    "cd-in-run", .dockerfile, summary: "A RUN changes the folder with cd.",
    rationale: "It lasts for this RUN only; WORKDIR lasts, and creates the folder.", severity: .advice,
    aliases: ["DL3003", "DS-0013"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nRUN ⟦cd /opt/app⟧ && make\nUSER node"),
    .passes("FROM node:20-alpine\nWORKDIR /opt/app\nRUN make\nUSER node"),
    .passes("FROM node:20-alpine\nRUN make -C /opt/app\nUSER node"),
    .passes("FROM node:20-alpine\nONBUILD RUN cd /opt && make\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    file.forEachInvocation(of: ["cd"]) { invocation, step in
      guard !step.isTrigger else { return }
      report.flag(
        file.place(invocation.range), "cd changes the folder for this RUN only",
        help: "use WORKDIR if the next instructions work there too")
    }
  }
}
