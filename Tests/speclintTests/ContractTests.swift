import TestSupport
import Testing
import Workspace

/// Exit codes, options and messages that scripts depend on.
@Suite struct ContractTests {
  private let spec = """
    # Spec

    ## 1.2 Environments

    | Environment | Purpose |
    |---|---|
    | Staging | acceptance |
    | Production | service |

    ## 4.2 Container settings

    | Setting | Value |
    |---|---|
    | Base image | node:20-alpine |
    | User | node |

    ## 5.1 Variables

    | Variable | Secret | Required |
    |---|---|---|
    | TOKEN | ✅ | ❌ |
    | PORT | ❌ | ❌ |

    """

  private func project(_ files: [String: String]) -> TemporaryFolder {
    TemporaryFolder(files.merging(["deployment-spec.md": spec]) { own, _ in own })
  }

  @Test func aCleanProjectEndsWithZero() {
    let folder = project(["Dockerfile": "FROM node:20-alpine\nUSER node\n"])
    let result = SpecLintCommand.run([], in: folder.path)
    #expect(result.status == 0)
    #expect(
      result.output.hasSuffix("2 files examined; compared with deployment-spec.md: 0 errors, 0 warnings, 0 advice\n"))
  }

  @Test func manyPathsAreAllLookedAt() {
    var files: [String: String] = [:]
    for number in 0..<100 { files["\(number).Dockerfile"] = "FROM node:20-alpine\nUSER root\n" }
    let folder = project(files)
    let result = SpecLintCommand.run(["--only", "root-user", "--quiet"] + files.keys.sorted(), in: folder.path)
    #expect(result.output.split(separator: "\n").count { $0.contains("[root-user]") } == 100)
    #expect(SpecLintCommand.run(Array(repeating: "nope", count: 50), in: folder.path).status == 2)
  }

  @Test func theLeastSeverityDecides() {
    let folder = project([".env.staging": "PORT=1"])
    #expect(SpecLintCommand.run([], in: folder.path).status == 0)
    #expect(SpecLintCommand.run(["--fail-on", "advice"], in: folder.path).status == 1)
    folder.write("Dockerfile", "FROM node:18-alpine\nUSER node\n")
    #expect(SpecLintCommand.run([], in: folder.path).status == 1)
    #expect(SpecLintCommand.run(["--fail-on", "never"], in: folder.path).status == 0)
  }

  @Test(arguments: [
    (["--no-such-option"], "no-such-option"), (["--only", "rot-user"], "did you mean 'root-user'?"),
    (["nowhere"], "no such file or folder"),
    (["--environment", "moon"], "unknown environment 'moon'"), (["--fail-on", "sometimes"], "fail-on"),
    (["--spec", "no.md"], "no such spec document"), (["--baseline", "none.json"], "cannot be read"),
    (["--staged"], "needs a git repository"),
    (["--format", "xml"], "format"), (["--staged", "--changed-since", "x"], "exclude each other"),
    (["explain", "nonsense"], "unknown rule"),
    (["--jobs", "0"], "from 1 up"),
  ])
  func whatCannotBeDoneEndsWithTwo(_ arguments: [String], _ message: String) {
    let folder = project([:])
    let result = SpecLintCommand.run(arguments, in: folder.path)
    #expect(result.status == 2, "\(arguments): \(result.output)")
    #expect(result.error.contains(message), "\(result.error)")
  }

  @Test func aBrokenConfigurationSaysWhereAndWhat() {
    let folder = project([".speclint.yaml": "severty:\n  root-user: off\nallow:\n  - path: x\n    rule: root-user\n"])
    let result = SpecLintCommand.run([], in: folder.path)
    #expect(result.status == 2)
    #expect(result.error.contains(".speclint.yaml:1:1: unknown key 'severty'; did you mean 'severity'?"))
    #expect(result.error.contains("needs a reason"))
  }

  @Test func withoutASpecTheGeneralRulesRun() {
    let folder = TemporaryFolder(["Dockerfile": "FROM node:latest\nUSER root\n"])
    let result = SpecLintCommand.run([], in: folder.path)
    #expect(result.status == 1)
    #expect(result.output.contains("root-user") && result.output.contains("latest-image"))
    #expect(result.output.contains("nothing compared with a spec: no spec document found"))
  }

  @Test(arguments: ["", "# Only a title\n", "no tables | at all\n"]) func aSpecThatSaysNothingDoesNoHarm(_ text: String)
  {
    let folder = TemporaryFolder([
      "deployment-spec.md": text, "Dockerfile": "FROM node:20-alpine\nUSER node\n", ".env.production": "A=1\n",
    ])
    let result = SpecLintCommand.run([], in: folder.path)
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains("compared with deployment-spec.md"))
  }

  @Test func standardInputIsOneFile() {
    let folder = project([:])
    let result = SpecLintCommand.run(
      ["-", "--stdin-filename", ".env.production", "--format", "json"], in: folder.path, input: "TOKEN=s3cret-value-1\n"
    )
    #expect(result.status == 1)
    #expect(result.output.contains("\"rule\" : \"secret-in-plain-text\""))
    #expect(!result.output.contains("s3cret-value-1"))
  }

  @Test func namedFilesAreReportedAlone() {
    let folder = project(["Dockerfile": "FROM node:18-alpine\nUSER node\n", ".env.staging": "TOKEN=abcdefgh1\n"])
    let result = SpecLintCommand.run([".env.staging"], in: folder.path)
    #expect(result.output.contains("secret-in-plain-text") && !result.output.contains("base-image"))
    #expect(result.output.contains("1 file examined"))
  }

  @Test func aNamedSpecDocumentWidensTheReport() {
    let folder = project(["Dockerfile": "FROM node:18-alpine\nUSER node\n"])
    #expect(
      SpecLintCommand.run(["deployment-spec.md"], in: folder.path).output.contains("base-image-differs-from-spec"))
  }

  @Test func severalReportsAtOnce() {
    let folder = project(["Dockerfile": "FROM node:18-alpine\nUSER node\n"])
    let result = SpecLintCommand.run(["--format", "sarif", "--output", "r.sarif", "--format", "text"], in: folder.path)
    #expect(result.output.contains("base-image-differs-from-spec"))
    #expect(folder.read("r.sarif").contains("\"version\" : \"2.1.0\""))
  }

  @Test func theBaselineHoldsBackWhatWasThere() {
    let folder = project(["Dockerfile": "FROM node:18-alpine\nUSER node\n", ".env.staging": "TOKEN=first-value-1\n"])
    #expect(SpecLintCommand.run(["--write-baseline", "base.json"], in: folder.path).status == 0)
    #expect(!folder.read("base.json").contains("first-value-1"))
    #expect(SpecLintCommand.run(["--baseline", "base.json"], in: folder.path).status == 0)
    folder.write(".env.staging", "# moved down\n\nTOKEN=first-value-1\n")
    #expect(SpecLintCommand.run(["--baseline", "base.json"], in: folder.path).status == 0)
    folder.write(".env.staging", "TOKEN=other-value-2\n")
    #expect(SpecLintCommand.run(["--baseline", "base.json"], in: folder.path).status == 1, "another secret is new")
    folder.write(".env.staging", "TOKEN=first-value-1\n")
    folder.write(".env.production", "TOKEN=Third-Value-3-of-Three\n")
    let result = SpecLintCommand.run(["--baseline", "base.json", "--quiet"], in: folder.path)
    #expect(result.status == 1)
    #expect(result.output.split(separator: "\n").count == 2)
  }

  @Test func aBaselineHoldsWhereverItIsRun() {
    let folder = project(["sub/Dockerfile": "FROM node:18-alpine\nUSER root\n"])
    folder.git("init", "-q")
    #expect(SpecLintCommand.run(["--write-baseline", "base.json"], in: folder.path).status == 0)
    let below = SpecLintCommand.run(["--baseline", "../base.json", "Dockerfile"], in: folder.path + "/sub")
    #expect(below.status == 0, "\(below.output)")
    let salt = folder.read("base.json").firstRange(of: "\"salt\" : ").map {
      folder.read("base.json")[$0.upperBound...].prefix(18)
    }
    #expect(SpecLintCommand.run(["--write-baseline", "base.json"], in: folder.path).status == 0)
    #expect(salt.map { folder.read("base.json").contains($0) } == true)
  }

  @Test func aBaselineOfAnEarlierVersionIsReadWithANote() {
    let folder = project([
      "Dockerfile": "FROM node:20-alpine\nUSER root\n",
      "base.json": "{\"version\": 1, \"findings\": {\"root-user|Dockerfile|6c65c9143a9e75e6\": 1}}\n",
    ])
    let result = SpecLintCommand.run(["--baseline", "base.json", "--only", "root-user"], in: folder.path)
    #expect(result.output.contains("note: base.json was written by an earlier version"), "\(result.output)")
    #expect(result.output.contains("1 suppressed"))
  }

  @Test func unusedAndBareSuppressionsAreReported() {
    let folder = project([
      "Dockerfile": "FROM node:20-alpine\n# speclint: allow root-user -- nobody knows\nUSER node\n",
      ".env.staging": "# speclint: allow secret-in-plain-text\nTOKEN=abcdefgh1\n",
    ])
    let result = SpecLintCommand.run([], in: folder.path)
    #expect(result.output.contains("unused-suppression") && result.output.contains("suppression-without-reason"))
    #expect(result.output.contains("secret-in-plain-text"))
    let only = SpecLintCommand.run(["--only", "missing-user"], in: folder.path)
    #expect(only.status == 0, "a rule that did not run leaves its suppressions alone")
  }

  @Test func fixesAreAppliedAndShown() {
    let before = "from node:20-alpine as Base\nENV PORT 3000\nRUN true\nUSER node\n"
    let folder = project(["Dockerfile": before])
    let diff = SpecLintCommand.run(["--diff"], in: folder.path)
    #expect(diff.output.hasPrefix("--- a/Dockerfile\n+++ b/Dockerfile\n"))
    let result = SpecLintCommand.run(["--fix"], in: folder.path)
    #expect(result.status == 0, "\(result.output)")
    let after = folder.read("Dockerfile")
    #expect(
      after
        == "FROM node:20-alpine AS base\nENV PORT=3000\nRUN true\nUSER node\n")
    folder.write("Dockerfile", before)
    folder.write("change.diff", diff.output)
    #expect(Shell.run(["patch", "-p1", "-s", "-i", "change.diff"], in: folder.path).status == 0)
    #expect(folder.read("Dockerfile") == after)
  }

  @Test func unsafeFixesNeedToBeAskedFor() {
    let folder = project(["Dockerfile": "FROM node:18-alpine\nUSER node\n"])
    #expect(SpecLintCommand.run(["--fix"], in: folder.path).status == 1)
    #expect(SpecLintCommand.run(["--fix", "--unsafe-fixes"], in: folder.path).status == 0)
    #expect(folder.read("Dockerfile").hasPrefix("FROM node:20-alpine\n"))
  }

  @Test func initWritesWhatItReads() {
    let folder = TemporaryFolder()
    let result = SpecLintCommand.run(["init", "--language", "ko"], in: folder.path)
    #expect(result.status == 0)
    #expect(folder.read("docs/deployment-spec.md").contains("리소스 제한"))
    #expect(SpecLintCommand.run(["--skip", "unfilled-placeholder"], in: folder.path).status == 0)
    let show = SpecLintCommand.run(["spec", "show"], in: folder.path)
    #expect(show.output.contains("5 tables") && !show.output.contains("not understood"))
    #expect(SpecLintCommand.run(["init"], in: folder.path).output.contains("left as it is"))
  }

  @Test func rulesAndTheirExplanationsCanBeRead() {
    let rules = SpecLintCommand.run(["rules", "--format", "json"], in: "/")
    #expect(rules.output.contains("\"id\" : \"secret-in-plain-text\""))
    let page = SpecLintCommand.run(["explain", "DL3002"], in: "/")
    #expect(page.output.hasPrefix("root-user  (container, error)"))
    #expect(page.output.contains("^^^^"))
  }

  /// A trap of the program itself ends with 3 and says where: here the signal comes from outside.
  @Test func aCrashEndsWithThree() {
    let folder = project([:])
    let script = "mkfifo in; \"$1\" - --stdin-filename .env < in & exec 3> in; sleep 0.3; kill -SEGV $!; wait $!"
    let result = Shell.run(["sh", "-c", script, "sh", SpecLintCommand.program], in: folder.path)
    #expect(result.status == 3, "\(result)")
    #expect(result.error.contains("speclint itself failed"))
  }

  /// The handler has a stack of its own: with a small one the program itself runs over, and says so.
  @Test func aFullStackEndsWithThree() {
    let folder = project(["Dockerfile": "FROM a\nRUN " + String(repeating: "$( ", count: 3_000) + "\n"])
    let statuses = [64, 100, 200, 300].map { size in
      let script = "ulimit -s \(size) && exec \"$1\" Dockerfile"
      let result = Shell.run(["sh", "-c", script, "sh", SpecLintCommand.program], in: folder.path)
      #expect(result.status <= 3 && (result.status < 3 || result.error.contains("speclint itself failed")), "\(result)")
      return result.status
    }
    #expect(statuses.contains(3))
  }

  /// Builders refuse ONBUILD behind ONBUILD; twenty thousand of them ended the program without a word.
  @Test func nestedTriggersAreAFinding() {
    let folder = project(["Dockerfile": "FROM a:1\n" + String(repeating: "ONBUILD ", count: 20_000) + "RUN true\n"])
    let result = SpecLintCommand.run(["--only", "invalid-onbuild-trigger"], in: folder.path)
    #expect(result.status == 1 && result.output.contains("ONBUILD cannot stand inside of ONBUILD"))
  }

  @Test func coloursAreForTerminals() {
    let folder = project(["Dockerfile": "FROM node:18-alpine\nUSER node\n"])
    #expect(!SpecLintCommand.run([], in: folder.path).output.contains("\u{1B}"))
    #expect(SpecLintCommand.run(["--color", "always"], in: folder.path).output.contains("\u{1B}[1;31m"))
  }

  @Test func gitHubAnnotationsAreEscaped() {
    let folder = project(["a,b/.env.production": "TOKEN=abcdefgh1\n"])
    let result = SpecLintCommand.run(["--format", "github"], in: folder.path)
    #expect(
      result.output.contains(
        "::error file=a%2Cb/.env.production,line=1,endLine=1,col=7,endColumn=16,title=secret-in-plain-text::"))
  }
}
