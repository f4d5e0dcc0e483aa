import Diagnostics
import Foundation
import TestSupport
import Testing
import Workspace

/// Each name that a file can have, in each way in which files are found: none is passed over, and none commands anybody.
@Suite struct HostileNamesTests {
  private static let token = "ghp_" + "x7Kd92LmQp4RtYv8WsZa31BnCfHjE6Gu05Ti"

  private static let texts: [String] = [
    "x\ny.env", ".env\n:0:clean.env", "\n.env", "::error::x.env", "##[error]file.env", "a/::stop-commands::x/b.env",
    "\u{1B}[31m.env", "\u{202E}vne.env", "\u{200F}.env", "한글/값.env", " lead.env", "a\\b.env", "\"q\".env", "'s'.env",
    "-rf.env", "--output=x.env", "*.env", "[a].env", ":(top).env", "HEAD:x.env", "a\tb.env", "a\rb.env", "~.env",
    "$HOME.env", "%0A.env", "a,b:c.env", "\u{7F}.env", "<b>.env",
  ]

  /// Not UTF-8, or what stands for that.
  private static let starts: [[UInt8]] = [
    [0x63, 0x61, 0x66, 0xE9], [0xFF, 0xFE, 0x2F, 0x64], [0xF4, 0x8F, 0x9F, 0xA9], [0xED, 0xA0, 0x80],
  ]

  private static let names: [[UInt8]] = texts.map { Array($0.utf8) } + starts.map { $0 + Array(".env".utf8) }

  private static func repository(holding text: String) -> TemporaryFolder {
    let folder = TemporaryFolder(["clean.env": "A=1\n"])
    folder.git("init", "-q")
    folder.git("add", "-A")
    folder.git("commit", "-qm", "start")
    for name in names { folder.write(PathBytes.text(name), text) }
    return folder
  }

  private static func files(in json: Shell.Result) -> Set<String> {
    let document = try? JSONSerialization.jsonObject(with: Data(json.outputBytes)) as? [String: Any]
    let findings = document?["findings"] as? [[String: Any]] ?? []
    return Set(findings.compactMap { $0["file"] as? String })
  }

  private static let all = Set(names.map { PathBytes.shown(PathBytes.text($0)) })

  private static let ways: [[String]] = [
    [], ["."], names.map { "./" + PathBytes.text($0) }, ["--staged"], ["--changed-since", "HEAD"], ["secrets"],
    ["secrets", "--staged"], ["secrets"] + names.map { "./" + PathBytes.text($0) },
  ]

  @Test func everyNameIsReadInEveryWay() {
    let folder = Self.repository(holding: "A=\(Self.token)\n")
    for way in Self.ways where way.first != "--staged" && way.last != "--staged" {
      let result = SpecLintCommand.run(way.withOptions("--format", "json", "--only", "secrets"), in: folder.path)
      #expect(result.status == 1 && Self.files(in: result) == Self.all, "\(way.first ?? "")\n\(result.error)")
    }
    folder.git("add", "-A")
    // What the next commit would hold, whatever stands in the work tree by now.
    for name in Self.names { folder.write(PathBytes.text(name), "A=1\n") }
    for way in [["--staged"], ["secrets", "--staged"]] {
      let result = SpecLintCommand.run(way.withOptions("--format", "json", "--only", "secrets"), in: folder.path)
      #expect(result.status == 1 && Self.files(in: result) == Self.all, "\(way)\n\(result.error)")
    }
    folder.git("commit", "-qm", "all")
    let history = SpecLintCommand.run(["secrets", "--history", "HEAD", "--format", "json"], in: folder.path)
    #expect(history.status == 1 && Self.files(in: history).count == 1, "one object, once")
  }

  @Test(arguments: ["text", "quiet", "json", "sarif", "github", "diff"]) func noNameCommandsAnybody(_ format: String) {
    let folder = Self.repository(holding: "A =\(Self.token)\n::error::a\n##[error]b\n")
    for way in [[], ["secrets"]] {
      let options =
        switch format {
        case "quiet": ["--quiet"]
        case "diff": way.isEmpty ? ["--diff", "--unsafe-fixes"] : ["--quiet"]
        default: ["--format", format]
        }
      let result = SpecLintCommand.run(
        way.withOptions(options), in: folder.path, environment: ["GITHUB_ACTIONS": "true"])
      #expect(!result.output.isEmpty)
      for line in (result.output + result.error).split(separator: "\n") {
        let start = line.drop { $0.isWhitespace }
        let isCommand = start.utf8.starts(with: "::".utf8)
        #expect(!isCommand || format == "github" && line.hasPrefix("::") && line.contains("title="), "\(line)")
        // The file of an annotation is what it is, behind a command of ours.
        let rest = isCommand ? line.split(separator: ",", maxSplits: 1).last ?? "" : line
        #expect(!rest.contains("##["), "\(line)")
        let isClean = line.unicodeScalars.allSatisfy { PlainLine.of(String($0)) == String($0) || $0 == "\t" }
        #expect(isClean || format == "diff", "\(line)")
      }
    }
  }

  /// A fix reaches a file by its bytes.
  @Test func filesAreFixedByTheirNames() {
    let folder = Self.repository(holding: "A = 1\n")
    #expect(SpecLintCommand.run(["--fix", "--unsafe-fixes", "--only", "dotenv"], in: folder.path).status <= 1)
    for name in Self.names { #expect(folder.read(PathBytes.text(name)) == "A=1\n", "\(PathBytes.text(name))") }
  }
}

extension [String] {
  /// Options behind the command, before paths.
  fileprivate func withOptions(_ options: String...) -> [String] { withOptions(options) }

  fileprivate func withOptions(_ options: [String]) -> [String] {
    first == "secrets" ? ["secrets"] + options + dropFirst() : options + self
  }
}
