import Diagnostics
import Syntax
import Workspace

/// Prints Dockerfiles as our parser reads them, in the terms of BuildKit's parser, for `Tests/Peers/dockerfile-parser` to compare.
///
/// Reads paths from the command line; writes one JSON object a line: `{"commands": [...], "problems": [...]}`.
@main
struct DockerfileDump {
  struct Command: Encodable {
    var cmd: String
    var subCommand: String?
    var json: Bool
    var startLine: Int
    var endLine: Int
    var flags: [String]
    var value: [String]
    var heredocs: [[String]]
  }

  struct File: Encodable {
    let commands: [Command]
    let problems: [String]
  }

  static func main() throws {
    for path in CommandLine.arguments.dropFirst() {
      guard case .bytes(let bytes) = try FileSystem.read(path, limit: 10 << 20) else { continue }
      let tree = DockerfileParser.parse(SourceText(path: path, bytes: bytes))
      let file = File(
        commands: tree.instructions.map { command($0, tree) },
        problems: tree.problems.map { "\($0.message) (\(tree.source.text($0.range).prefix(40)))" })
      print(JSONText.encode(file).split(separator: "\n").map { $0.drop { $0 == " " } }.joined())
    }
  }

  private static func command(_ instruction: DockerfileInstruction, _ tree: DockerfileTree) -> Command {
    let source = tree.source
    var command = Command(
      cmd: instruction.keywordText.uppercased(), subCommand: nil, json: instruction.exec != nil,
      startLine: source.lines.line(at: instruction.range.lowerBound) + 1,
      endLine: source.lines.line(at: max(instruction.range.lowerBound, instruction.range.upperBound - 1)) + 1,
      flags: instruction.flags.map { flag in "--" + flag.name + (flag.value.map { "=" + $0 } ?? "") },
      value: value(instruction),
      heredocs: instruction.heredocs.map { [$0.delimiter, source.text($0.content)] })
    if let trigger = instruction.trigger.first {
      command.subCommand = trigger.keywordText.uppercased()
      command.json = trigger.exec != nil
      command.value = value(trigger)
      command.flags = trigger.flags.map { flag in "--" + flag.name + (flag.value.map { "=" + $0 } ?? "") }
    }
    return command
  }

  private static func value(_ instruction: DockerfileInstruction) -> [String] {
    let words = instruction.words.map(\.text)
    switch instruction.keyword {
    case .env, .label:
      if instruction.isLegacyPair { return instruction.pairs.flatMap { [$0.key, $0.value ?? ""] } }
      return words.flatMap { word -> [String] in
        let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return sides.count == 2 ? sides : [word, ""]
      }
    case .run, .cmd, .entrypoint, .shell:
      if instruction.exec != nil { return words }
      return instruction.arguments.text.isEmpty ? [] : [instruction.arguments.text]
    case .healthcheck:
      guard let first = words.first else { return [] }
      if let exec = instruction.exec { return [first] + exec.map(\.text) }
      let rest = instruction.arguments.text.dropFirst(first.utf8.count).drop { $0.isWhitespace }
      return instruction.words.count > 1 ? [first, String(rest)] : [first]
    case .maintainer, .stopsignal, .user, .workdir:
      return instruction.arguments.text.isEmpty ? [] : [instruction.arguments.text]
    case nil, .onbuild: return []
    case .add, .copy, .arg, .expose, .from, .volume: return words
    }
  }
}
