import ByteSearch

struct UnpinnedGoTool: DockerfileRule {
  static let card = RuleCard(
    "unpinned-go-tool", .dockerfile, summary: "go install names a package without a version.",
    rationale: "Outside a module it fails; with @latest what is installed depends on the day of the build.",
    severity: .advice, aliases: ["DL3062"])

  static let examples: [Example] = [
    .flags("FROM golang:1.24\nRUN go install ⟦example.com/tool⟧\nUSER app", spec: "# Nothing"),
    .flags("FROM golang:1.24\nRUN go install ⟦example.com/tool@latest⟧\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM golang:1.24\nRUN go install example.com/tool@v1.2.3 && go install ./... && go install .\nUSER app",
      spec: "# Nothing"),
    .passes("FROM golang:1.24\nRUN go build example.com/tool\nUSER app", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.calls(of: .go) where ["install", "get", "run"].contains(call.subcommand.text) {
      let packages = call.subcommand.text == "run" ? Array(call.packages.prefix(1)) : call.packages
      let bare = packages.filter { word in
        word.text.contains("/") && word.text.split(separator: "/").first?.contains(".") ?? false
          && !word.text.hasPrefix(".")
          && !word.text.hasPrefix("/") && (!word.text.contains("@") || word.text.hasSuffix("@latest"))
      }
      report.flagUnpinned(bare, file, example: "example.com/tool@v1.2.3")
    }
  }
}
