import Diagnostics
import Syntax
import Testing

@testable import Workspace

/// The one reader of `.speclint.yaml`, as both programs use it.
@Suite struct ConfigurationTests {
  private func read(_ text: String, rules: RuleNames = .unchecked) throws(ConfigurationError) -> Configuration {
    try ConfigurationReader.read(SourceText(path: "c", text: text), rules: rules)
  }

  private func problems(_ text: String, rules: RuleNames = .unchecked) -> [String] {
    do throws(ConfigurationError) {
      _ = try read(text, rules: rules)
      return []
    } catch {
      return error.problems
    }
  }

  @Test(arguments: ["acceptance", "[acceptance]", "\n    - acceptance\n"])
  func namesAreAScalarOrAList(_ names: String) throws {
    let configuration = try read("environments:\n  staging:\n    names: \(names)\n")
    #expect(configuration.environmentNames == ["staging": ["acceptance"]])
  }

  @Test func anEnvironmentMayBeGlobsOrAMapping() throws {
    let configuration = try read("environments: {production: 'live/**', staging: {files: [a, b], names: abnahme}}\n")
    #expect(configuration.environments.map(\.name) == ["production", "staging"])
    #expect(configuration.environmentNames == ["production": [], "staging": ["abnahme"]])
  }

  @Test(arguments: [
    ("enviroments: {}\n", ["c:1:1: unknown key 'enviroments'; did you mean 'environments'?"]),
    ("environments: {staging: {name: x}}\n", ["c:1:26: unknown key 'name'; did you mean 'names'?"]),
    ("environments: production\n", ["c:1:15: expected environment names, each with a list of globs"]),
    ("spec: {a: b}\n", ["c:1:7: 'spec' takes a string or a list of strings"]),
    ("[spec]\n", ["c:1:1: expected a mapping of settings"]),
    ("", []), ("# nothing\n", []),
  ])
  func whatIsAmissHasItsPlace(_ text: String, _ expected: [String]) { #expect(problems(text) == expected) }

  @Test func rulesAreCheckedWhereThereAreSome() throws {
    let text = "severity: {rot-user: off}\n"
    let known = RuleNames(all: ["root-user"]) { $0 == "root-user" ? [$0] : nil }
    #expect(problems(text, rules: known) == ["c:1:12: unknown rule 'rot-user'; did you mean 'root-user'?"])
    #expect(try read(text).severities == ["rot-user": .off])
  }
}
