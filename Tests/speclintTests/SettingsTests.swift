import TestSupport
import Testing

/// How a run is judged and reported: options, variables, the configuration, and hadolint's own.
@Suite struct SettingsTests {
  /// One error, one warning, one piece of advice.
  private func project(_ files: [String: String] = [:]) -> TemporaryFolder {
    TemporaryFolder(
      ["Dockerfile": "FROM alpine:3.20 as B\nMAINTAINER a\nUSER root\n"].merging(files) { $1 })
  }

  private func run(_ arguments: [String], _ folder: TemporaryFolder, _ environment: [String: String] = [:])
    -> Shell.Result
  {
    SpecLintCommand.run(
      ["--shellcheck", "off", "--only", "root-user,deprecated-maintainer,mixed-from-as-casing"] + arguments,
      in: folder.path, environment: ["SPECLINT_MIN_SEVERITY": ""].merging(environment) { $1 })
  }

  private func shown(_ result: Shell.Result) -> [String] {
    ["root-user", "deprecated-maintainer", "mixed-from-as-casing"].filter { result.output.contains($0) }
  }

  @Test func adviceIsNotShownToPeopleUnlessTheyAsk() {
    let folder = project()
    let text = run([], folder)
    #expect(shown(text) == ["root-user", "deprecated-maintainer"])
    #expect(text.output.contains("1 error, 1 warning; 1 advice not shown"), "\(text.output)")
    #expect(shown(run(["--format", "github"], folder)) == ["root-user", "deprecated-maintainer"])
    #expect(shown(run(["--min-severity", "advice"], folder)).count == 3)
    #expect(shown(run(["--min-severity", "error"], folder)) == ["root-user"])
    for format in ["json", "sarif"] { #expect(shown(run(["--format", format], folder)).count == 3, "\(format)") }
    let few = run(["--format", "json", "--min-severity", "error"], folder).output
    #expect(few.contains("\"advice\" : 1") && few.contains("\"notShown\""))
  }

  @Test func whatIsShownNeverDecides() {
    let folder = project(["Dockerfile": "FROM alpine:3.20 as B\nUSER a\n"])
    #expect(run([], folder).status == 0)
    let failing = run(["--fail-on", "advice"], folder)
    #expect(failing.status == 1 && shown(failing) == ["mixed-from-as-casing"], "what makes it fail is shown")
    #expect(run(["--fail-on", "advice", "--min-severity", "error"], folder).status == 1)
    #expect(run(["--fail-on", "error"], project(), ["SPECLINT_MIN_SEVERITY": "error"]).status == 1)
  }

  @Test func anOptionWinsOverAVariableAndThatOverTheConfiguration() {
    let folder = project([".speclint.yaml": "min-severity: error\nfail-on: never\nformat: json\n"])
    #expect(run([], folder).status == 0)
    #expect(run([], folder).output.hasPrefix("{") && shown(run([], folder)) == ["root-user"])
    let variables = ["SPECLINT_MIN_SEVERITY": "warning", "SPECLINT_FAIL_ON": "error", "SPECLINT_FORMAT": "text"]
    let second = run([], folder, variables)
    #expect(second.status == 1 && shown(second) == ["root-user", "deprecated-maintainer"])
    #expect(!second.output.hasPrefix("{"))
    let third = run(["--min-severity", "advice", "--fail-on", "never", "--format", "github"], folder, variables)
    #expect(third.status == 0 && shown(third).count == 3 && third.output.hasPrefix("::"))
    #expect(run([], project(), ["SPECLINT_FORMAT": ""]).status == 1, "an empty variable says nothing")
  }

  @Test func theConfigurationNamesABaselineBesideIt() {
    let folder = project()
    folder.git("init", "-q")
    #expect(run(["--write-baseline", "base.json"], folder).status == 0)
    folder.write(".speclint.yaml", "baseline: base.json\n")
    folder.write("sub/Dockerfile", "FROM alpine:3.20\nUSER a\n")
    #expect(run([], folder).status == 0)
    let below = SpecLintCommand.run(["--only", "root-user", "../Dockerfile"], in: folder.path + "/sub")
    #expect(below.status == 0, "\(below.output)\(below.error)")
    #expect(run([], folder, ["SPECLINT_BASELINE": "none.json"]).status == 2)
  }

  @Test(arguments: [
    ("SPECLINT_FAIL_ON", "eror", "did you mean 'error'?"), ("SPECLINT_FORMAT", "jsno", "did you mean 'json'?"),
    ("SPECLINT_MIN_SEVERITY", "info", "error"), ("SPECLINT_SHELLCHECK", "maybe", "auto, on, off"),
  ])
  func aWrongVariableIsSaid(_ name: String, _ value: String, _ message: String) {
    let folder = project()
    let result = SpecLintCommand.run([], in: folder.path, environment: [name: value])
    #expect(result.status == 2 && result.error.contains(name) && result.error.contains(message), "\(result.error)")
  }

  @Test(arguments: ["fail-on: eror", "min-severity: 3", "format: [json]", "baseline: {}", "shellcheck: maybe"])
  func aWrongSettingIsSaid(_ text: String) {
    let folder = project([".speclint.yaml": text + "\n"])
    let result = SpecLintCommand.run([], in: folder.path)
    #expect(result.status == 2 && result.error.contains(".speclint.yaml:1:"), "\(result.error)")
  }

  // MARK: hadolint's

  @Test func aTextWithoutANameIsADockerfile() {
    let result = SpecLintCommand.run(
      ["-", "--quiet", "--only", "root-user"], in: "/", input: "FROM alpine:3.20\nUSER root\n")
    #expect(result.status == 1 && result.output.hasPrefix("-:2:6: error:"), "\(result.output)")
    let named = SpecLintCommand.run(
      ["-", "--quiet", "--only", "root-user", "--file-path-in-report", "api/my.docker"], in: "/",
      input: "FROM alpine:3.20\nUSER root\n")
    #expect(named.output.hasPrefix("api/my.docker:2:6: error:"), "\(named.output)")
    let folder = project()
    let file = run(["--quiet", "--file-path-in-report", "x/y", "Dockerfile"], folder)
    #expect(file.output.contains("x/y:3:6: error:"))
    #expect(run(["--file-path-in-report", "x/y"], folder).status == 2)
    #expect(run(["--file-path-in-report", "x/y", "--fix", "Dockerfile"], folder).status == 2)
  }

  @Test func theUsersConfigurationOfHadolintIsRead() {
    let folder = project()
    let home = TemporaryFolder([".config/hadolint.yaml": "ignored: [DL3002, DL4000]\n"])
    let result = run([], folder, ["HOME": home.path])
    #expect(result.status == 0 && result.output.contains(".config/hadolint.yaml is read"), "\(result.output)")
    folder.write(".hadolint.yaml", "ignored: [DL4000]\n")
    #expect(shown(run([], folder, ["HOME": home.path])) == ["root-user"], "the project's own goes before")
    let settings = TemporaryFolder(["hadolint.yaml": "ignored: [DL3002]\n"])
    #expect(shown(run([], project(), ["XDG_CONFIG_HOME": settings.path])) == ["deprecated-maintainer"])
  }

  @Test func variablesOfHadolintAreRead() {
    let folder = project()
    #expect(shown(run([], folder, ["HADOLINT_IGNORE": "DL3002,DL4000"])).isEmpty)
    #expect(run([], folder, ["HADOLINT_NOFAIL": "1"]).status == 0)
    #expect(run([], folder, ["HADOLINT_FAILURE_THRESHOLD": "error", "HADOLINT_OVERRIDE_INFO": "DL3002"]).status == 0)
    #expect(run(["--fail-on", "warning"], folder, ["HADOLINT_NOFAIL": "true"]).status == 1)
    let note = run([], folder, ["HADOLINT_IGNORE": "DL3002"]).output
    #expect(note.contains("note: HADOLINT_IGNORE is read: 2 rules off in Dockerfiles"), "\(note)")
  }

  // MARK: The terminal

  @Test(
    arguments: [
      (["FORCE_COLOR": "1"], true), (["CLICOLOR_FORCE": "1"], true), (["FORCE_COLOR": "0"], false),
      (["CLICOLOR_FORCE": "0"], false), (["FORCE_COLOR": "1", "NO_COLOR": "1"], false), (["FORCE_COLOR": ""], false),
      ([:], false),
    ] as [([String: String], Bool)])
  func coloursAreForced(_ variables: [String: String], _ isColored: Bool) {
    #expect(run([], project(), ["NO_COLOR": ""].merging(variables) { $1 }).output.contains("\u{1B}[") == isColored)
  }

  @Test(arguments: [
    (["rule"], "speclint: error: rule: no such file or folder", "did you mean 'speclint rules'?"),
    (["secret", "--staged"], "no such file", ""),
    (["spec", "shw"], "speclint: error: unknown command 'shw'", "did you mean 'speclint spec show'?"),
    (["env", "dif"], "speclint: error: unknown command 'dif'", "did you mean 'speclint env diff'?"),
    (["--formt", "json"], "speclint: error: unknown option '--formt'", "see 'speclint --help'"),
    (["spec", "check", "--nope"], "speclint: error: unknown option '--nope'", "see 'speclint spec check --help'"),
    (["--format"], "speclint: error: missing value for '--format", "speclint: hint: "),
    (["explain", "rot-user"], "speclint: error: unknown rule 'rot-user'", "did you mean 'root-user'?"),
  ])
  func errorsHaveOneStyleAndSuggest(_ arguments: [String], _ message: String, _ hint: String) {
    let folder = project()
    let result = SpecLintCommand.run(arguments, in: folder.path)
    #expect(result.status == 2 || arguments.contains("--staged"), "\(result)")
    #expect(result.error.contains(hint), "\(result.error)")
    #expect(result.error.contains(message) || arguments.contains("--staged"), "\(result.error)")
    #expect(
      result.error.split(separator: "\n").allSatisfy {
        $0.hasPrefix("speclint: error: ") || $0.hasPrefix("speclint: hint: ")
      })
  }

  @Test func shellsComplete() {
    let folder = project([
      "docs/env-config.md":
        "# C\n\n## 1.1 Environments\n\n| Environment | Purpose |\n|---|---|\n| Staging | s |\n| Production | p |\n"
    ])
    let script = SpecLintCommand.run(["--generate-completion-script", "bash"], in: folder.path)
    #expect(script.status == 0)
    folder.write("complete.bash", script.output)
    func offers(_ words: String...) -> [String] {
      let list = (["speclint"] + words).map { "'\($0)'" }.joined(separator: " ")
      let bash =
        "source complete.bash; COMP_WORDS=(\(list)); COMP_CWORD=\(words.count); COMP_LINE=\"${COMP_WORDS[*]}\"; "
        + "COMP_POINT=${#COMP_LINE}; COMP_TYPE=9; _speclint speclint \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD-1]}\" 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\""
      let path = SpecLintCommand.program.split(separator: "/").dropLast().joined(separator: "/")
      return Shell.run(["bash", "-c", "PATH=/\(path):$PATH; " + bash], in: folder.path).output.split { $0.isNewline }
        .map { $0.filter { $0 != " " } }
    }
    #expect(offers("lint", "--format", "").contains("sarif"), "\(offers("lint", "--format", ""))")
    #expect(offers("lint", "--only", "root-").contains("root-user"), "\(offers("lint", "--only", "root-"))")
    #expect(offers("lint", "--environment", "").contains("staging"), "\(offers("lint", "--environment", ""))")
    #expect(offers("explain", "DL30").contains("DL3002"))
  }

  @Test(arguments: [["--help"], ["lint", "--help"], ["secrets", "--help"]]) func helpHasExamplesAndItsGlobalOptionsLast(
    _ arguments: [String]
  ) {
    let help = SpecLintCommand.run(arguments, in: "/").output
    #expect(help.contains("Examples:") || arguments == ["--help"])
    guard arguments != ["--help"] else { return }
    let options = help.split(separator: "\n").filter { $0.hasPrefix("  --") }.compactMap {
      $0.split(separator: " ").first
    }
    let (own, common) = (options.firstIndex(of: "--staged"), options.firstIndex(of: "--config"))
    #expect(own ?? Int.max < common ?? Int.min, "\(options)")
  }
}
