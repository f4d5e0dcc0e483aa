struct EndOfLifeImage: ImageRule {
  static let card = RuleCard(
    "end-of-life-image", .container, summary: "An image's version gets no security updates any more.",
    rationale:
      "Faults found since then stay in it. Dates are those of the projects; --as-of compares with another day than today.",
    severity: .warning)

  static let examples: [Example] = [
    .flags("FROM ⟦node:16-alpine⟧\nUSER node", spec: "# Nothing"),
    .flags("FROM ⟦python:3.12-buster⟧\nUSER app", spec: "# Nothing"),
    .flags("ARG V=9.6\nFROM ⟦postgres:$V⟧\nUSER app", spec: "# Nothing"),
    .flags("services:\n  db:\n    image: ⟦postgres:11.4⟧", in: "compose.yaml"),
    .passes("FROM node:22-alpine\nUSER node", spec: "# Nothing"),
    .passes("FROM registry.test/node:16\nUSER node", spec: "# Nothing"),
  ]

  func check(_ subject: ImageSubject, _ report: inout Report) {
    guard !subject.isBuiltHere, let image = subject.image.written else { return }
    guard
      let end = ImageLifecycles.ends(of: image.value).filter({ $0.date < subject.today }).min(by: {
        $0.date < $1.date
      })
    else { return }
    report.flag(
      image.location, "\(end.product) has had no security updates since \(end.date)",
      help: "use a release that is maintained",
      environment: subject.environment)
  }
}
