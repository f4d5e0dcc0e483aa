import Testing
import TestSupport

@Suite struct SecretsTests {
  private static let token = "ghp_" + "x7Kd92LmQp4RtYv8WsZa31BnCfHjE6Gu05Ti"
  private static let spec = """
    # Configuration

    ## 2.1 Variables

    | Variable | Secret |
    |---|---|
    | SIGNING_SEED | ✅ |
    | SITE_KEY | ❌ |

    """

  private func secrets(_ arguments: [String] = [], _ folder: TemporaryFolder, _ environment: [String: String] = [:])
    -> Shell.Result
  {
    SpecLintCommand.run(["secrets"] + arguments, in: folder.path, environment: environment)
  }

  @Test func findsThemInFilesOfAllKindsAndShowsNone() {
    let folder = TemporaryFolder()
    folder.write("docs/env-config.md", Self.spec)
    folder.write("src/app.ts", "const github = \"\(Self.token)\";\nconst seed = { SIGNING_SEED: \"parcel-seed-1\" };\n")
    folder.write("notes.txt", "SITE_KEY=\"x7Kd92LmQp4RtYv8WsZa31Bn\"\n")
    folder.write("package-lock.json", "{\"token\": \"\(Self.token)\"}\n")
    let result = secrets([], folder)
    #expect(result.status == 1)
    #expect(result.output.contains("error[provider-token] a GitHub personal access token stands here: 'ghp_…05Ti'"))
    #expect(result.output.contains("error[spec-secret-in-text] the spec flags 'SIGNING_SEED' secret"))
    #expect(result.output.contains("2 errors"))
    for format in ["text", "json", "sarif", "github"] {
      let report = secrets(["--format", format], folder).output
      #expect(!report.contains(Self.token) && !report.contains("parcel-seed-1"), "\(format)")
    }
  }

  /// What merely looks like a secret: an error in a program, advice where things are tried out or explained. A token stays one.
  @Test func guessesInTestsAndDocumentsAreAdvice() {
    let folder = TemporaryFolder()
    for path in ["src/client.py", "tests/client.py", "src/client_test.go", "docs/setup.md", "spec/fixtures/a.yml"] {
      folder.write(path, "api_key: \"x7Kd92LmQp4RtYv8WsZa31Bn\"\n")
    }
    let result = secrets(["src/client_test.go", "tests", "docs", "spec"], folder)
    #expect(result.status == 0)
    #expect(secrets(["--format", "json"], folder).output.split(separator: "\"severity\" : \"advice\"").count == 5)
    #expect(secrets(["src"], folder).status == 1)
    // Of what is deployed, `test` is an environment.
    folder.write("deploy/test/api.yaml", "api_key: \"x7Kd92LmQp4RtYv8WsZa31Bn\"\n")
    #expect(secrets(["deploy"], folder).status == 1)
    folder.write("tests/token.py", "t = \"\(Self.token)\"\n")
    #expect(secrets(["tests"], folder).status == 1)
  }

  @Test func commentsConfigurationAndBaselineAcceptThem() {
    let folder = TemporaryFolder()
    folder.write("a.py", "# speclint: allow provider-token -- revoked\nA = \"\(Self.token)\"\n")
    folder.write("b.py", "A = \"\(Self.token)\"\n")
    #expect(secrets([], folder).output.contains("1 error,"))
    folder.write(".speclint.yaml", "allow:\n  - path: b.py\n    rule: provider-token\n    reason: a test\n")
    #expect(secrets([], folder).status == 0)
    #expect(secrets(["--no-suppressions"], folder).output.contains("2 errors"))
    folder.write(".speclint.yaml", "")
    #expect(secrets(["--write-baseline", "base.json"], folder).status == 0)
    #expect(secrets(["--baseline", "base.json"], folder).status == 0)
    folder.write("c.py", "B = \"\(Self.token)\"\n")
    #expect(secrets(["--baseline", "base.json"], folder).status == 1)
  }

  @Test func theIndexAndTheHistoryAreSearched() {
    let folder = TemporaryFolder()
    folder.git("init", "-q")
    folder.write("a.md", "the token is \(Self.token)\n")
    folder.git("add", "-A")
    #expect(secrets(["--staged"], folder).status == 1)
    folder.git("commit", "-qm", "one")
    folder.write("a.md", "no token any more\n")
    folder.git("add", "-A")
    #expect(secrets(["--staged"], folder).status == 0)
    folder.git("commit", "-qm", "two")
    #expect(secrets([], folder).status == 0)
    let history = secrets(["--history", "HEAD"], folder)
    #expect(history.status == 1 && history.output.contains(":a.md"))
    #expect(secrets(["--history", "HEAD~1..HEAD"], folder).status == 0)
    let wrong = secrets(["--history", "nowhere.."], folder)
    #expect(wrong.status == 2)
  }

  @Test func whatIsNotReadIsSaid() {
    let folder = TemporaryFolder()
    folder.write("big.txt", String(repeating: "0123456789abcde\n", count: 2_200_000))
    let utf16 = Self.token.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    folder.write("utf16.txt", bytes: [0xFF, 0xFE] + utf16)
    let result = secrets([], folder)
    #expect(result.output.contains("big.txt") && result.output.contains("32 MiB"))
    #expect(result.output.contains("utf16.txt") && result.output.contains("1 error,"))
    let lint = SpecLintCommand.run(["utf16.txt"], in: folder.path)
    #expect(lint.status == 1 && lint.output.contains("utf16.txt:1:1"))
  }

  /// One hook for every kind of file, with the programs that users have.
  @Test func aCommitWithATokenIsRefused() {
    let folder = TemporaryFolder()
    folder.git("init", "-q")
    folder.write("docs/env-config.md", Self.spec)
    folder.write(
      ".pre-commit-config.yaml",
      "repos:\n  - repo: local\n    hooks:\n      - id: speclint-secrets\n        name: speclint secrets\n"
        + "        entry: \(SpecLintCommand.program) secrets --staged\n        language: system\n        pass_filenames: false\n"
    )
    folder.git("add", "-A")
    folder.git("commit", "-qm", "hooks", "--no-verify")
    let cache = ["PRE_COMMIT_HOME": "\(folder.path)/.cache"]
    #expect(
      Shell.run([BuiltPackage.tool("pre-commit"), "install"], in: folder.path, environment: cache).status == 0)
    let commit = ["git", "-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "-m", "x"]
    for (path, text) in [("README.txt", "use \(Self.token)\n"), ("lib/seed.rb", "SIGNING_SEED = 'parcel-seed-1'\n")] {
      folder.write(path, text)
      folder.git("add", path)
      let refused = Shell.run(commit, in: folder.path, environment: cache)
      #expect(refused.status != 0 && (refused.output + refused.error).contains("secrets"), "\(path)")
      folder.git("rm", "-q", "--cached", path)
    }
    folder.write("lib/seed.rb", "SIGNING_SEED = ENV['SIGNING_SEED']\n")
    folder.git("add", "lib/seed.rb")
    let passed = Shell.run(commit, in: folder.path, environment: cache)
    #expect(passed.status == 0, "\(passed.output)\(passed.error)")
  }

  /// `speclint --staged` looks for secrets in whatever a commit holds, and takes no offence at what is no text.
  @Test func theLinterSearchesEveryTextOfACommit() {
    let folder = TemporaryFolder()
    folder.git("init", "-q")
    folder.write("notes.txt", "use \(Self.token)\n")
    folder.write("image.bin", bytes: [0, 1, 2, 3, 0, 255])
    folder.git("add", "-A")
    let refused = SpecLintCommand.run(["--staged"], in: folder.path)
    #expect(refused.status == 1 && refused.output.contains("error[provider-token]"), "\(refused.output)")
    #expect(refused.output.contains("1 error,") && !refused.output.contains(Self.token))
    folder.write("notes.txt", "use the vault\n")
    folder.git("add", "-A")
    let passed = SpecLintCommand.run(["--staged"], in: folder.path)
    #expect(passed.status == 0 && passed.output.contains("1 file examined"), "\(passed.output)")
  }

  @Test func dotenvFilesAreComparedWithoutValues() {
    let folder = TemporaryFolder()
    folder.write("a.env", "A=1\nB=hidden-one\nC=same\n")
    folder.write("b.env", "B=hidden-two\nC='same'\nD=4\n")
    let result = SpecLintCommand.run(["env", "diff", "a.env", "b.env"], in: folder.path)
    #expect(result.status == 1)
    #expect(
      result.output
        == "only in a.env:\n  A\nonly in b.env:\n  D\ndiffering:\n  B\n1 only in a.env, 1 only in b.env, 1 differing, 1 the same\n"
    )
    #expect(SpecLintCommand.run(["env", "diff", "a.env", "a.env"], in: folder.path).status == 0)
    #expect(SpecLintCommand.run(["env", "diff", "a.env", "none"], in: folder.path).status == 2)
  }

  /// A template that is written from a spec has nothing that speclint says of it.
  @Test(arguments: ["shop", "clinic", "courier", "clean"])
  func aTemplateOfTheSpecIsClean(_ fixture: String) {
    let folder = TemporaryFolder()
    let documents = "\(SpecLintCommand.fixture(fixture))/docs"
    #expect(Shell.run(["cp", "-r", documents, folder.path], in: folder.path).status == 0)
    #expect(SpecLintCommand.run(["env", "example", "--output", ".env.example"], in: folder.path).status == 0)
    let result = SpecLintCommand.run([".env.example", "--shellcheck", "off"], in: folder.path)
    #expect(result.output.contains("0 errors, 0 warnings"), "\(result.output)")
  }
}
