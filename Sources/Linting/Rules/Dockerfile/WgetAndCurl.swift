import Diagnostics
import Syntax

struct WgetAndCurl: DockerfileRule {
  static let card = RuleCard(
    "wget-and-curl", .dockerfile, summary: "A stage uses both wget and curl.",
    rationale: "One of them does; each is one more thing to patch.",
    severity: .advice, aliases: ["DL4001", "DS-0014"])

  static let examples: [Example] = [
    .flags("FROM node:20\nRUN wget -q https://example.com/a\nRUN ⟦curl⟧ -O https://example.com/b\nUSER node"),
    .passes("FROM node:20\nRUN curl -O https://example.com/a && curl -O https://example.com/b\nUSER node"),
    .passes(
      "FROM node:20 AS a\nRUN wget -q https://example.com/a\nFROM node:20\nRUN curl -O https://example.com/b\nUSER node"
    ),
    .passes("FROM node:20\nRUN apt-get install -y curl wget\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      var first: (program: String, word: ShellWord)?
      for step in file.steps(in: stage) {
        for invocation in step.invocations where invocation.program == "wget" || invocation.program == "curl" {
          guard let known = first else {
            first = (invocation.program, invocation.name)
            continue
          }
          guard known.program != invocation.program else { continue }
          report.flag(
            file.place(invocation.name), "this uses '\(invocation.program)', and '\(known.program)' is used above",
            help: "use one of them", related: [RelatedLocation(file.place(known.word), "the other one")])
        }
      }
    }
  }
}
