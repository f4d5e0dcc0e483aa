import Diagnostics
import Syntax
import Testing
import Workspace

@testable import Linting

/// Small random numbers that are the same in every run (xorshift).
private struct Dice {
  var state: UInt64

  mutating func roll(_ sides: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(sides))
  }
}

@Suite struct DotenvFixTests {
  private static let keys = ["A", "B", "PORT", "API_HOST", "a", "1X", "X-Y"]
  private static let values = [
    "", "1", "x y", "\"x\"", "'x'", "`x`", "\"p@ss\"", "pa$$word", "$A", "${A}", "${A", "'$A'", "a#b", "a #b",
    "\"a\\tb\"",
    "\"it's\"", "x\\", "\"open", "  spaced  ", "a\tb", "\"x\"  # note", "'x' y", "\u{D55C}", "~/x", "a=b",
    "\"multi\nline\"",
  ]

  /// A file of some entries, as people leave them: doubled, spaced, quoted, half commented out.
  private func file(_ seed: Int) -> String {
    var dice = Dice(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
    var lines: [String] = []
    for _ in 0...dice.roll(6) {
      let key = Self.keys[dice.roll(Self.keys.count)]
      let sign = ["=", "=", "=", " = ", "= ", ": "][dice.roll(6)]
      let start = ["", "", "", " ", "export ", "# "][dice.roll(6)]
      let line = dice.roll(12) == 0 ? key : start + key + sign + Self.values[dice.roll(Self.values.count)]
      lines.append(line + ["", "", "  ", "\t"][dice.roll(4)])
      if dice.roll(4) == 0 { lines += Array(repeating: "", count: 1 + dice.roll(3)) }
    }
    return lines.joined(separator: dice.roll(6) == 0 ? "\r\n" : "\n") + ["", "\n", "\n\n\n"][dice.roll(3)]
  }

  /// Every safe fix, opt-in rules among them, over files that nobody would write: no loader of the project reads anything
  /// else than before.
  @Test(arguments: [[], [DotenvDialect.node], [.compose, .docker], [.python, .bash], DotenvDialect.allCases])
  func safeFixesChangeNoReading(_ dialects: [DotenvDialect]) {
    var configuration = Configuration()
    configuration.dotenvDialects = dialects
    for rule in RuleRegistry.dotenv where rule.card.isOptIn {
      configuration.severities[rule.card.id] = .severity(.advice)
    }
    let loaders = dialects.isEmpty ? DotenvDialect.allCases.filter { $0 != .docker } : dialects
    var fixed = 0
    for seed in 1...1_500 {
      let text = file(seed)
      let outcome = ExampleProject.lint([(".env.staging", text)], spec: nil, configuration: configuration)
      guard let changed = FixApplication.apply(outcome.findings, includingUnsafe: false).first else { continue }
      fixed += 1
      for dialect in loaders {
        let (before, after) = (dialect.read(Array(text.utf8)), dialect.read(changed.bytes))
        #expect(
          before == after,
          "\(dialect): \(text.debugDescription) became \(String(decoding: changed.bytes, as: UTF8.self).debugDescription)"
        )
      }
    }
    #expect(fixed > 500)
  }

  @Test func aFixThatALoaderWouldNoticeIsUnsafe() throws {
    var configuration = Configuration()
    configuration.dotenvDialects = [.docker]
    let findings = ExampleProject.lint([(".env.staging", "PORT=3000  \n")], configuration: configuration).findings
    let fix = try #require(findings.first { $0.rule == "trailing-white-space" }?.fix)
    #expect(fix.safety == .unsafe)
  }

  @Test func dotenvLinterCommentsHold() {
    let text = "# dotenv-linter:off SpaceCharacter\nPORT = 1\n# dotenv-linter:on SpaceCharacter\nLOG_LEVEL = info\n"
    let lines = ExampleProject.findings(of: "space-around-equals", [(".env.staging", text)]).map(\.location.start.line)
    #expect(lines == [4])
    let all = ExampleProject.findings(of: "space-around-equals", [(".env.staging", "# dotenv-linter:off\nPORT = 1\n")])
    #expect(all.isEmpty)
  }

  @Test func loadersComeFromTheProject() {
    func found(_ files: [(path: String, text: String)]) -> [String] {
      ExampleProject.findings(of: "reads-differently", files, spec: "# Nothing").map(\.message)
    }
    let password = (path: ".env", text: "APP=pa$word\n")
    #expect(found([password, ("package.json", "{\"dependencies\": {\"dotenv\": \"^17\"}}")]).isEmpty)
    let both = found([
      password, ("package.json", "{\"dependencies\": {\"dotenv\": \"^17\"}}"),
      ("compose.yaml", "services:\n  api:\n    image: x\n    env_file: .env\n"),
    ])
    #expect(both == ["'APP' is read as 'pa$word' by npm's dotenv; as 'pa' by Docker Compose"])
  }
}
