import ByteSearch

struct UnpinnedGem: DockerfileRule {
  static let card = RuleCard(
    "unpinned-gem", .dockerfile, summary: "gem installs gems without a version.",
    rationale: "What is installed depends on the day of the build.", severity: .advice, aliases: ["DL3028"])

  static let examples: [Example] = [
    .flags("FROM ruby:3.3\nRUN gem install ⟦bundler⟧\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM ruby:3.3\nRUN gem install bundler:2.5.9 && gem install rake -v 13.2 && gem install x --version '~> 1'\nUSER app",
      spec: "# Nothing"),
    .passes("FROM ruby:3.3\nRUN gem install ./local.gem $GEM\nUSER app", spec: "# Nothing"),
    .passes("FROM ruby:3.3\nRUN gem install x:1 -- --y true\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM ruby:3.3\nRUN gem install pg -v 1.5 -- --with-pg-config /usr/bin/pg_config\nUSER app", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .gem) where !call.has("-v", "--version") {
      let bare = call.packages.filter { !$0.text.contains(":") && !$0.text.hasSuffix(".gem") }
      report.flagUnpinned(bare, file, example: "bundler:2.5.9")
    }
  }
}
