import ByteSearch
import Syntax

struct UnknownCopySource: DockerfileRule {
  static let card = RuleCard(
    "unknown-copy-source", .dockerfile, summary: "COPY --from names no stage above it.",
    rationale:
      "A name that is not a stage's is taken for an image and downloaded; a misspelt stage becomes somebody else's image. Variables are not judged.",
    severity: .warning, aliases: ["DL3022"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine AS build\nFROM node:20-alpine\nCOPY --from=⟦biuld⟧ /app /app\nUSER node"),
    .passes("FROM node:20-alpine AS build\nFROM node:20-alpine\nCOPY --from=build /app /app\nUSER node"),
    .passes("FROM node:20-alpine\nFROM node:20-alpine\nCOPY --from=0 /app /app\nUSER node"),
    .passes("FROM node:20-alpine\nCOPY --from=nginx:1.27 /etc/nginx /etc/nginx\nUSER node"),
    .flags("FROM node:20-alpine\nCOPY --from=⟦3⟧ /app /app\nUSER node"),
    .passes("FROM node:20-alpine\nCOPY --from=owner/image /app /app\nUSER node"),
    .passes("FROM node:20-alpine\nCOPY --from=registry.test/image /app /app\nUSER node"),
    .passes("FROM node:20-alpine\nCOPY --from=$STAGE /app /app\nUSER node"),
  ]

  /// So many names are taken for misspelt ones, of so many stages above.
  private static let guessedNames = 200

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    var guesses = Self.guessedNames
    for stage in file.stages {
      for instruction in stage.all(.copy) {
        guard let flag = instruction.flag("from"), let source = flag.value, !source.isEmpty, !source.contains("$")
        else { continue }
        if let number = Int(source) {
          guard number > stage.index else { continue }
        } else if source.contains(where: { ":@/".contains($0) })
          || file.tree.stageNames.contains(source, before: stage.index)
        {
          continue
        }
        guard source != "\(stage.index)", source.lowercased() != stage.name?.text.lowercased() else { continue }
        let names =
          guesses > 0 ? file.stages[..<stage.index].suffix(Self.guessedNames).compactMap { $0.name?.text } : []
        guesses -= 1
        let isNumber = Int(source) != nil
        let other = isNumber ? "stages are counted from 0" : "if it is an image, add its tag"
        report.flag(
          file.place(flag.valueRange), "no stage above is \(isNumber ? "number \(source)" : "called '\(source)'")",
          help: names.nearest(to: source).map { "did you mean '\($0)'?" } ?? other, least: isNumber ? .error : .advice)
      }
    }
  }
}
