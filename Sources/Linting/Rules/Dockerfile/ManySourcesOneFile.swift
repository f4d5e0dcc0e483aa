import ByteSearch
import Diagnostics

struct ManySourcesOneFile: DockerfileRule {
  static let card = RuleCard(
    "many-sources-one-file", .dockerfile, summary: "Several files are copied to something that is no folder.",
    rationale:
      "With more than one source the destination must be a folder, else the build fails. `.` and `..` are folders; a variable may be.",
    severity: .error,
    aliases: ["DL3021", "DS-0011"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nCOPY package.json tsconfig.json ⟦app⟧\nUSER node"),
    .passes("FROM node:20-alpine\nCOPY package.json tsconfig.json app/\nUSER node"),
    .passes("FROM node:20-alpine\nCOPY package.json app\nUSER node"),
    .passes("FROM node:20-alpine\nCOPY [\"a b\", \"c\", \"/app/\"]\nUSER node"),
    .passes("FROM node:20-alpine\nCOPY a b $FOLDER\nUSER node"),
    .passes("FROM node:20-alpine\nCOPY a b .\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions where instruction.keyword == .copy && instruction.heredocs.isEmpty {
      guard instruction.words.count > 2, let target = instruction.words.last else { continue }
      let path = target.text.filter { $0 != "\"" && $0 != "'" }
      guard !path.hasSuffix("/"), !path.hasSuffix("\\"), !path.contains("$"), path != ".", path != "..",
        !path.hasSuffix("/.")
      else { continue }
      report.flag(
        file.place(target), "\(instruction.words.count - 1) sources, but '\(path)' is named like a file",
        help: "write '\(path)/'", fix: .unsafe(Edit(file.place(target.range.upperBound..<target.range.upperBound), "/"))
      )
    }
  }
}
