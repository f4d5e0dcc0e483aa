import Artifacts
import ByteSearch
import Syntax
import Workspace

struct ArchiveCopiedThenExtracted: DockerfileRule {
  static let card = RuleCard(
    "archive-copied-then-extracted", .dockerfile, summary: "An archive is copied and then unpacked by a RUN.",
    rationale: "The archive stays in its own layer. ADD unpacks a local archive without keeping it.", severity: .advice,
    aliases: ["DL3010"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nCOPY ⟦app.tar.gz⟧ /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt\nUSER node"),
    .passes("FROM node:20-alpine\nADD app.tar.gz /opt/\nUSER node"),
    .passes("FROM node:20-alpine\nCOPY app.tar.gz /tmp/\nUSER node"),
    .flags("FROM node:20-alpine\nCOPY ⟦\"app.tar\"⟧ \"/tmp/\"\nRUN tar xf '/tmp/app.tar'\nUSER node"),
    .flags("FROM node:20-alpine\nCOPY ⟦app.tgz⟧ /tmp/\nRUN zcat /tmp/app.tgz | tar x\nUSER node"),
    .passes("FROM node:20-alpine\nCOPY app.zip /tmp/\nRUN unzip /tmp/app.zip\nUSER node"),
    .passes(
      "FROM node:20-alpine AS a\nCOPY app.tar.gz /tmp/\nFROM node:20-alpine\nCOPY --from=a /tmp/app.tar.gz /\nUSER node"
    ),
    .passes("FROM node:20-alpine\nCOPY app.tar.gz /tmp/\nRUN tar -czf /tmp/other.tar.gz /tmp/app.tar.gz\nUSER node"),
  ]

  private static let unpackers: Set<String> = [
    "tar", "gunzip", "bunzip2", "unxz", "unlzma", "zstd", "unzstd", "gzip", "bzip2", "xz", "lzma", "uncompress",
    "unzip", "zcat", "gzcat", "bzcat", "xzcat", "zstdcat", "zgz",
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for stage in file.stages {
      let unpacked = unpacked(in: stage, file)
      for instruction in stage.all(.copy) where instruction.flag("from") == nil && instruction.heredocs.isEmpty {
        for source in instruction.words.dropLast() where ArchiveName.isArchive(source.text) {
          let name = Archive.name(
            of: ContextPath.unquoted(source.text), copiedTo: ContextPath.unquoted(instruction.words.last?.text ?? ""))
          guard unpacked[name].map({ $0 > instruction.range.lowerBound }) ?? false else { continue }
          report.flag(
            file.place(source), "'\(ContextPath.unquoted(source.text))' is copied here and unpacked by a RUN below",
            help: "use ADD, which unpacks it while copying")
        }
      }
    }
  }

  private enum Archive {
    /// The name it has in the image.
    static func name(of source: String, copiedTo target: String) -> String {
      let last = { (path: String) in path.split(separator: "/").last.map(String.init) ?? path }
      return target.hasSuffix("/") || !ArchiveName.isArchive(target) ? last(source) : last(target)
    }
  }

  /// The names of what the RUNs of a stage unpack, and where the last RUN that does begins.
  private func unpacked(in stage: DockerfileStage, _ file: DockerfileSubject) -> [String: Int] {
    var result: [String: Int] = [:]
    for step in file.steps(in: stage) {
      for invocation in step.invocations where Self.unpackers.contains(invocation.program) && unpacks(invocation) {
        for word in invocation.arguments { result[PathText.name(word.text)] = step.instruction.range.lowerBound }
      }
    }
    return result
  }

  private func unpacks(_ invocation: Invocation) -> Bool {
    switch invocation.program {
    case "tar":
      invocation.arguments.enumerated().contains { index, word in
        word.text == "--extract" || word.text == "--get"
          || ((word.text.hasPrefix("-") || index == 0) && !word.text.hasPrefix("--") && word.text.contains("x"))
      }
    case "gzip", "bzip2", "xz", "lzma", "zstd":
      invocation.arguments.contains {
        $0.text == "--decompress" || $0.text == "--uncompress"
          || ($0.isFlag && !$0.text.hasPrefix("--") && $0.text.contains("d"))
      }
    default: true
    }
  }
}
