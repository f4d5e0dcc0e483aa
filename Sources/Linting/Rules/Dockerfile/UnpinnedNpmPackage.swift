import ByteSearch

struct UnpinnedNpmPackage: DockerfileRule {
  static let card = RuleCard(
    "unpinned-npm-package", .dockerfile, summary: "npm installs packages without a version.",
    rationale: "What is installed depends on the day of the build.", severity: .advice, aliases: ["DL3016"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nRUN npm install -g ⟦pnpm⟧\nUSER node"),
    .flags("FROM node:20-alpine\nRUN npm i ⟦@acme/tool⟧\nUSER node"),
    .passes("FROM node:20-alpine\nRUN npm install -g pnpm@9 @acme/tool@1.2.3\nUSER node"),
    .passes("FROM node:20-alpine\nRUN npm install && npm ci && npm install ./local app.tgz\nUSER node"),
    .passes("FROM node:20-alpine\nRUN npm install ~/folder ../other @scope/tool-$V\nUSER node"),
    .passes("FROM node:20-alpine\nRUN npm install git+https://example.com/x.git#v1 $TOOL\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .npm) {
      report.flagUnpinned(call.packages.filter { !isFixed($0.text) }, file, example: "pnpm@9.12.0")
    }
  }

  private func isFixed(_ package: String) -> Bool {
    if package.hasPrefix("git") { return package.contains("#") }
    if package.dropFirst().contains("@") || package.contains("://") || package.contains("#") { return true }
    if package.hasPrefix(".") || package.hasPrefix("/") || package.hasPrefix("~") || package.hasPrefix("file:") {
      return true
    }
    return [".tgz", ".tar.gz", ".tar"].contains { package.hasSuffix($0) }
  }
}
