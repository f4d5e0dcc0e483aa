import ByteSearch
import Diagnostics

struct ManySourcesOneFile: DockerfileRule {
  static let card = RuleCard(
    "many-sources-one-file", .dockerfile, summary: "Several files are copied to something that is not a folder.",
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
    .passes("FROM node:20-alpine AS b\nFROM node:20-alpine\nCOPY --from b /x\nUSER node"),
    .passes("FROM node:20-alpine\nCOPY --chown node a /x\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions where instruction.keyword == .copy && instruction.heredocs.isEmpty {
      // Of a flag without a value the next word is the value that was meant.
      guard instruction.words.count > 2, let target = instruction.words.last,
        instruction.flags.allSatisfy({ $0.value != nil || ["link", "parents"].contains($0.name) })
      else { continue }
      let path = target.text.filter { $0 != "\"" && $0 != "'" }
      guard !path.hasSuffix("/"), !path.hasSuffix("\\"), !path.contains("$"), path != ".", path != "..",
        !path.hasSuffix("/.")
      else { continue }
      report.flag(
        file.place(target),
        "\(instruction.words.count - 1) sources are copied to '\(path)', which does not end with a slash",
        help: "write '\(path)/'", fix: .unsafe(Edit(file.place(target.range.upperBound..<target.range.upperBound), "/"))
      )
    }
  }
}
