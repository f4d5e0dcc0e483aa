import Linting
import TestSupport
import Testing
import Workspace

/// Dockerfiles beside the tools that teams know: BuildKit's parser, ShellCheck, hadolint's configuration.
@Suite struct DockerfileTests {
  /// BuildKit's own parser, as PyPI's `dockerfile` wraps it, reads fixtures, examples, traps and mutations as ours does.
  @Test func theParserReadsAsBuildKitDoes() {
    let result = Shell.run(
      [BuiltPackage.python, "\(BuiltPackage.root)/Tests/Peers/dockerfile-parser", "2000"], in: BuiltPackage.root)
    #expect(result.status == 0, "\(result.output.prefix(3000))")
  }

  private func lint(_ files: [String: String], _ arguments: [String], path: String? = nil) -> Shell.Result {
    let folder = TemporaryFolder(files)
    return withExtendedLifetime(folder) {
      SpecLintCommand.run(arguments, in: folder.path, environment: path.map { ["PATH": $0] } ?? [:])
    }
  }

  private static let tools = PathText.parent(BuiltPackage.python)
  private static let script = """
    FROM debian:12
    ARG GIVEN
    RUN echo one && \\
        # a comment
        echo $TWO $GIVEN
    RUN <<EOF
    for file in $(ls); do cat "$file"; done
    EOF
    USER app

    """

  @Test func shellCheckSpeaksOfTheTruePlaces() {
    let result = lint(
      ["Dockerfile": Self.script], ["--shellcheck", "on", "--only", "shellcheck", "--quiet"], path: Self.tools)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.hasPrefix("Dockerfile:5:10: ") && $0.contains("[SC2086]") }, "\(result.output)")
    // What an ARG declares is known to be set.
    #expect(!lines.contains { $0.hasPrefix("Dockerfile:5:15: ") })
    #expect(lines.contains { $0.hasPrefix("Dockerfile:7:") && $0.contains("[SC2045]") })
    // Upper-case names may come from outside.
    #expect(!result.output.contains("SC2154"))
  }

  @Test func shellCheckIsIgnoredLikeAnyRule() {
    let ignored = Self.script.replacing("RUN echo", with: "# hadolint ignore=SC2086\nRUN echo")
      .replacing("RUN <<EOF", with: "# speclint: allow SC2045 -- few files\nRUN <<EOF")
    let result = lint(
      ["Dockerfile": ignored], ["--shellcheck", "on", "--only", "shellcheck", "--quiet"], path: Self.tools)
    #expect(!result.output.contains("SC2086") && !result.output.contains("SC2045"), "\(result.output)")
    let skipped = lint(
      ["Dockerfile": Self.script], ["--shellcheck", "on", "--skip", "sc2086", "--format", "json"], path: Self.tools)
    #expect(!skipped.output.contains("SC2086") && skipped.output.contains("SC2045"))
  }

  @Test func reportsWithShellCheckAreValid() {
    let files = ["Dockerfile": Self.script]
    let json = lint(files, ["--shellcheck", "on", "--format", "json"], path: Self.tools).output
    let check = """
      import json, sys, jsonschema
      jsonschema.validate(json.load(sys.stdin), json.load(open(sys.argv[1])))
      """
    let result = Shell.run(
      [BuiltPackage.python, "-c", check, "\(BuiltPackage.root)/schemas/report.schema.json"], in: "/", input: json)
    #expect(json.contains("SC2086") && result.status == 0, "\(result.error)")
    #expect(SpecLintCommand.run(["explain", "sc2086"], in: "/").output.contains("wiki/SC2086"))
  }

  @Test(arguments: ["shop", "clinic", "clean"]) func theFixesOfAFixtureComeToAnEnd(_ fixture: String) {
    let folder = TemporaryFolder([:])
    _ = Shell.run(["cp", "-r", SpecLintCommand.fixture(fixture), "\(folder.path)/project"], in: "/")
    let project = "\(folder.path)/project"
    _ = SpecLintCommand.run(["--fix", "--unsafe-fixes", "--fail-on", "never"], in: project)
    let left = SpecLintCommand.run(["--diff", "--unsafe-fixes", "--fail-on", "never"], in: project)
    #expect(left.output.isEmpty && left.status == 0, "\(left.output)")
    let syntax = SpecLintCommand.run(["--only", "syntax", "--quiet"], in: project)
    #expect(syntax.status == 0, "\(syntax.output)")
  }

  @Test func withoutShellCheckTheRunSaysSoOnlyWhereItIsWanted() {
    let wanted = lint(["Dockerfile": Self.script], ["--shellcheck", "on"], path: "/nowhere")
    #expect(wanted.status == 2 && wanted.error.contains("no shellcheck on PATH"))
    #expect(lint(["Dockerfile": Self.script], ["--shellcheck", "auto"], path: "/nowhere").status == 0)
  }

  @Test func hadolintsConfigurationIsReadAsItIs() {
    let files = [
      ".hadolint.yaml": """
      ignored: [DL3002, SC2046]
      override: {error: [DL3008], info: [DL4000]}
      trustedRegistries: [registry.example.com]
      failure-threshold: error
      """,
      "Dockerfile": "FROM debian:12\nMAINTAINER x\nRUN apt-get install -y a\nUSER root\n",
      "compose.yaml": "services:\n  api:\n    image: registry.example.com/api:1\n    user: root\n",
    ]
    let result = lint(files, ["--quiet"])
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(result.status == 1)
    #expect(!lines.contains { $0.contains("Dockerfile") && $0.contains("root-user") })
    #expect(lines.contains { $0.contains("compose.yaml") && $0.contains("root-user") })
    #expect(lines.contains { $0.contains("error") && $0.contains("[unpinned-apt-package]") })
    #expect(lines.contains { $0.contains("advice") && $0.contains("[deprecated-maintainer]") })
    #expect(lines.contains { $0.contains("untrusted-registry") })
    let report = lint(files, ["--format", "json"]).output
    #expect(report.contains(".hadolint.yaml is read"))
    let calm = lint(
      [".hadolint.yaml": "failure-threshold: error\n", "Dockerfile": "FROM debian\nUSER 1\n"], [])
    #expect(calm.status == 0 && calm.output.contains("untagged-image"))
    let untagged = "# hadolint ignore=DL3006\nFROM debian\nUSER 1\n"
    #expect(!lint(["Dockerfile": untagged], []).output.contains("untagged-image"))
    let strict = lint([".hadolint.yaml": "disable-ignore-pragma: true\n", "Dockerfile": untagged], [])
    #expect(strict.output.contains("untagged-image"))
    let named = "FROM debian:12\nUSER app\n"
    for (threshold, status) in [("none", 1), ("info", 1), ("warning", 0)] {
      let files = [".hadolint.yaml": "failure-threshold: \(threshold)\n", "Dockerfile": named]
      #expect(lint(files, []).status == Int32(status))
    }
    #expect(lint([".hadolint.yaml": "no-fail: [", "Dockerfile": "FROM a:1\nUSER 1\n"], []).status == 0)
  }

  @Test func fixesOfOtherFixesAreMadeTooAndTheRestStays() {
    let folder = TemporaryFolder([
      "Dockerfile":
        "FROM debian:12 as Build\r\nRUN apt install curl \\\r\n  git # ünïcode\r\nADD a b/\r\nCMD node main.js\r\n"
    ])
    _ = SpecLintCommand.run(["--fix", "--unsafe-fixes", "--fail-on", "never"], in: folder.path)
    let expected =
      "FROM debian:12 AS build\r\nRUN apt-get install -y --no-install-recommends curl \\\r\n  git # ünïcode\r\nCOPY a b/\r\nCMD [\"node\", \"main.js\"]\r\n"
    #expect(String(decoding: folder.readBytes("Dockerfile"), as: UTF8.self) == expected)
    _ = SpecLintCommand.run(["--fix", "--unsafe-fixes", "--fail-on", "never"], in: folder.path)
    #expect(String(decoding: folder.readBytes("Dockerfile"), as: UTF8.self) == expected)
  }

  @Test func whatTheSpecAsksForIsPutIn() {
    let folder = TemporaryFolder([
      "deployment-spec.md": """
      # Spec

      ## 4.2 Container settings

      | Setting | Value | Note |
      |---|---|---|
      | Port | 3000 | |
      | User | node | |
      | Health check | /health | every 20s |

      """, "Dockerfile": "FROM node:22-alpine\nEXPOSE 3000\n# starts it\nCMD [\"node\"]\n",
    ])
    _ = SpecLintCommand.run(["--fix", "--unsafe-fixes", "--fail-on", "never"], in: folder.path)
    let text = String(decoding: folder.readBytes("Dockerfile"), as: UTF8.self)
    #expect(text.contains("USER node\n"))
    #expect(
      text.contains("HEALTHCHECK --interval=20s CMD wget -q -O /dev/null http://localhost:3000/health || exit 1\n"))
    let left = SpecLintCommand.run(["--quiet", "--only", "missing-user,missing-health-check"], in: folder.path)
    #expect(left.status == 0)
  }

  @Test func aSecretInARunIsNotPrinted() {
    let spec = "# Spec\n\n## 5.1 Environment variables\n\n| Variable | Secret |\n|---|---|\n| `JWT_SECRET` | ✅ |\n"
    for format in ["text", "json", "sarif", "github"] {
      let result = lint(
        [
          "deployment-spec.md": spec,
          "Dockerfile":
            "FROM debian:12\nRUN JWT_SECRET=pa55-w0rd-of-mine apt install x && export DB_PASSWORD='hunter-2-hunter'\n",
        ], ["--format", format])
      #expect(result.output.contains("secret-in-run"))
      #expect(!result.output.contains("pa55-w0rd") && !result.output.contains("hunter-2"), "\(format)")
    }
  }

  /// The Dockerfiles of the rules' examples, each in a folder of its own.
  private static let exampleFiles: [String: String] = {
    var files: [String: String] = [:]
    let examples = RuleRegistry.all.flatMap { type(of: $0).examples }
    for (number, example) in examples.enumerated() {
      for (path, text) in example.files where FileKind(path: path) == .dockerfile {
        files["\(number)/\(path)"] = Example.unmarked(text).text
      }
    }
    return files
  }()

  /// What `--diff` prints, applied, is what `--fix` writes, in all its rounds.
  @Test(arguments: [[], ["--unsafe-fixes"]]) func theDiffIsWhatFixWrites(_ options: [String]) throws {
    let fixed = TemporaryFolder(Self.exampleFiles)
    let patched = TemporaryFolder(Self.exampleFiles)
    let common = ["--shellcheck", "off", "--fail-on", "never"] + options
    let diff = SpecLintCommand.run(["--diff"] + common, in: patched.path)
    _ = SpecLintCommand.run(["--fix"] + common, in: fixed.path)
    patched.write("all.diff", diff.output)
    let result = Shell.run(["patch", "-p1", "-s", "-i", "all.diff"], in: patched.path)
    #expect(result.status == 0, "\(result.output) \(result.error)")
    let lines = diff.output.split(separator: "\n")
    let described = Set(lines.filter { $0.hasPrefix("# ") }.compactMap { $0.dropFirst(2).split(separator: ":").first })
    var changed = 0
    for (path, text) in Self.exampleFiles where !described.contains(path[...]) {
      #expect(patched.read(path) == fixed.read(path), "\(path)")
      if fixed.read(path) != text { changed += 1 }
    }
    #expect(changed > 20)
    if !described.isEmpty { #expect(lines.last?.contains("described above instead of shown") ?? false) }
  }

  @Test(arguments: ["shop", "clinic", "courier", "clean"]) func theDiffOfAFixtureIsWhatFixWrites(_ fixture: String) {
    let (fixed, patched) = (TemporaryFolder([:]), TemporaryFolder([:]))
    for folder in [fixed, patched] {
      _ = Shell.run(["cp", "-r", SpecLintCommand.fixture(fixture) + "/.", folder.path], in: "/")
    }
    let common = ["--shellcheck", "off", "--fail-on", "never"]
    patched.write("all.diff", SpecLintCommand.run(["--diff"] + common, in: patched.path).output)
    _ = SpecLintCommand.run(["--fix"] + common, in: fixed.path)
    #expect(Shell.run(["patch", "-p1", "-s", "-i", "all.diff"], in: patched.path).status == 0 || fixture == "clean")
    #expect(patched.read("Dockerfile") == fixed.read("Dockerfile"))
  }

  /// A second round may mend what the first has made room for; a hunk with a secret costs its neighbours nothing.
  @Test func neighboursOfASecretAreShown() {
    let text = "FROM node:20\nENV A 1\nENV JWT_SECRET s3cr3t-of-m1ne\nENV B 2\nUSER node\n"
    let diff = lint(["Dockerfile": text], ["--diff", "--unsafe-fixes", "--only", "legacy-key-value-format"])
    #expect(diff.output.contains("+ENV A=1\n") && diff.output.contains("+ENV B=2\n"), "\(diff.output)")
    #expect(!diff.output.contains("s3cr3t") && diff.output.contains("# Dockerfile:3: "))
    #expect(diff.output.hasSuffix("--fix makes them too\n"))
  }

  /// Dockerfiles as careful people write them: nothing at any level, but that Debian's packages have no versions.
  @Test(arguments: ["node", "python", "go", "java", "nginx", "rails", "dotnet", "rust"])
  func wellMadeFilesAreSilent(_ kind: String) {
    let folder = SpecLintCommand.fixture("well-made/\(kind)")
    let report = SpecLintCommand.run(["--format", "json", "--shellcheck", "off"], in: folder)
    let rules = report.output.split(separator: "\n").filter { $0.contains("\"rule\" : ") }
    #expect(rules.allSatisfy { kind == "rails" && $0.contains("unpinned-apt-package") }, "\(rules)")
    #expect(report.status == 0)
  }

  @Test func templatesAreSkippedNotJudged() {
    let result = lint(
      [
        "Dockerfile": "FROM {{ base }}\n{% for x in y %}\nRUN {{ x }}\n{% endfor %}\n",
        "Dockerfile.env.container": "A=b\n",
      ], ["--format", "json"])
    #expect(!result.output.contains("\"rule\"") && result.status == 0, "\(result.output)")
    #expect(result.output.contains("a template") && result.output.contains("not a whole Dockerfile"))
  }

  /// One fault costs no other finding.
  @Test func aFileWithoutFromIsJudgedAllTheSame() {
    let result = lint(["Dockerfile": "RUN sudo make\nWORKDIR app\nUSER root\n"], ["--quiet", "--shellcheck", "off"])
    for rule in ["instruction-before-from", "sudo", "relative-workdir", "root-user"] {
      #expect(result.output.contains("[\(rule)]"), "\(result.output)")
    }
    #expect(!result.output.contains("missing-"), "\(result.output)")
  }

  @Test(arguments: [
    ("AVD-DS-0002", true), ("DS-0002", true), ("DS-0001", false),
  ])
  func trivysSpellingsAreKnown(_ id: String, _ isSilent: Bool) {
    let result = lint(
      ["Dockerfile": "FROM node:20-alpine\n# trivy:ignore:\(id)\nUSER root\nCMD [\"node\"]\n"],
      ["--only", "root-user", "--quiet"])
    #expect((result.status == 0) == isSilent, "\(result.output)")
  }
}
