import TestSupport
import Testing
import Workspace

/// What depends on git: ignored files, staged content, changed files, the hook.
@Suite struct GitTests {
  private static let spec = """
    # Spec

    ## 5.1 Variables

    | Variable | Secret | Required | Type |
    |---|---|---|---|
    | TOKEN | ✅ | ❌ | string |
    | PORT | ❌ | ❌ | number |

    """

  private func repository(_ files: [String: String] = [:]) -> TemporaryFolder {
    let folder = TemporaryFolder(["docs/deployment-spec.md": Self.spec].merging(files) { $1 })
    folder.git("init", "-q")
    folder.git("add", "-A")
    folder.git("commit", "-qm", "start")
    return folder
  }

  @Test func ignoredFilesAreSkippedButDotenvFilesAreCheckedForTypes() {
    let folder = repository([".gitignore": ".env.local\nbuild/\n"])
    folder.write(".env.local", "TOKEN=my-own-token-1\nPORT=three\n")
    folder.write("build/Dockerfile", "FROM node:latest\n")
    let result = SpecLintCommand.run([], in: folder.path)
    #expect(result.output.contains("value-of-wrong-type"))
    #expect(!result.output.contains("secret-in-plain-text") && !result.output.contains("latest-image"))
    #expect(
      SpecLintCommand.run([".env.local"], in: folder.path).output == result.output.replacing("3 files", with: "1 file"))
  }

  /// A pattern does nothing for a file that is in the index; a file that is in neither waits for `git add .`.
  @Test(arguments: [[], [".env", "api/.env.local", ".env.example"], ["--staged"]])
  func aDotenvFileIsTrackedOrIgnoredNotBothNorNeither(_ arguments: [String]) {
    let folder = repository([".gitignore": ".env\n.env.example\n"])
    folder.write(".env", "PORT=3000\n")
    folder.write("api/.env.local", "PORT=3000\n")
    folder.write(".env.example", "PORT=3000\n")
    folder.git("add", "-f", ".env")
    let before = SpecLintCommand.run(arguments, in: folder.path).output
    #expect(before.contains("tracked-dotenv"))
    let isStaged = arguments.first == "--staged"
    #expect(before.contains("unignored-dotenv") == !isStaged && before.contains("ignored-template") == !isStaged)

    folder.git("rm", "-q", "--cached", ".env")
    folder.git("add", "-f", ".env.example", ".gitignore")
    folder.write(".gitignore", ".env\n.env.local\n")
    let after = SpecLintCommand.run(arguments, in: folder.path).output
    #expect(
      !after.contains("tracked-dotenv") && !after.contains("unignored-dotenv") && !after.contains("ignored-template"))
  }

  @Test func withoutGitEveryFileIsLookedAt() {
    let folder = repository([".gitignore": "build/\n", ".env.production": "TOKEN=the-real-token-77\n"])
    let result = SpecLintCommand.run([], in: folder.path, environment: ["PATH": "/nowhere"])
    #expect(result.status == 1)
    #expect(result.output.contains("note: git could not be started; files that git ignores are checked too"))
    #expect(result.output.contains("secret-in-plain-text"))
  }

  @Test func stagedMeansTheIndex() {
    let folder = repository()
    folder.write(".env.production", "TOKEN=staged-secret-1\n")
    folder.git("add", ".env.production")
    folder.write(".env.production", "TOKEN=\n")
    folder.write(".env.staging", "TOKEN=not-staged-2\n")
    let result = SpecLintCommand.run(["--staged"], in: folder.path)
    #expect(result.status == 1)
    #expect(result.output.contains(".env.production:1:7") && !result.output.contains(".env.staging"))
    let fix = SpecLintCommand.run(["--staged", "--fix"], in: folder.path)
    #expect(fix.status == 1, "nothing to fix there")
  }

  @Test func fixingStagedContentNeedsAnEqualWorkTree() {
    let folder = repository(["Dockerfile": "FROM node:20\nUSER node\n"])
    folder.write("Dockerfile", "FROM node:20\nENV K a\nUSER node\n")
    folder.git("add", "Dockerfile")
    folder.write("Dockerfile", "FROM node:20\nENV K b\nUSER node\n")
    let result = SpecLintCommand.run(["--staged", "--fix"], in: folder.path)
    #expect(result.status == 2)
    #expect(result.error.contains("differs between the index and the work tree"))
    #expect(folder.read("Dockerfile").contains("ENV K b"))
    folder.git("add", "Dockerfile")
    #expect(SpecLintCommand.run(["--staged", "--fix"], in: folder.path).status == 1, "the index still holds it")
    #expect(folder.read("Dockerfile").contains("ENV K=b"))
  }

  @Test func changedSinceTakesCommittedAndNewFiles() {
    let folder = repository([".env.old": "TOKEN=old-token-1\n"])
    folder.git("checkout", "-qb", "topic")
    folder.write(".env.staging", "TOKEN=committed-2\n")
    folder.git("add", "-A")
    folder.git("commit", "-qm", "topic")
    folder.write(".env.production", "TOKEN=untracked-3\n")
    let result = SpecLintCommand.run(["--changed-since", "main", "--quiet"], in: folder.path)
    #expect(
      result.output.contains(".env.staging:") && result.output.contains(".env.production:")
        && !result.output.contains(".env.old"))
    #expect(SpecLintCommand.run(["--changed-since", "no-such-branch"], in: folder.path).status == 2)
    #expect(SpecLintCommand.run(["--changed-since", "--output=x"], in: folder.path).status == 2)
  }

  @Test func thePreCommitHookRefusesASecretAndPassesTheRest() {
    let folder = repository()
    let hooks = """
      repos:
        - repo: local
          hooks:
            - id: speclint
              name: speclint
              entry: \(SpecLintCommand.program)
              language: system
              require_serial: true
              types: [text]
      """
    folder.write(".pre-commit-config.yaml", hooks)
    folder.git("add", "-A")
    folder.git("commit", "-qm", "hooks", "--no-verify")
    let cache = ["PRE_COMMIT_HOME": "\(folder.path)/.cache"]
    #expect(
      Shell.run([BuiltPackage.tool("pre-commit"), "install"], in: folder.path, environment: cache).status == 0)

    folder.write(".env.production", "TOKEN=the-real-token-77\n")
    folder.git("add", ".env.production")
    let commit = ["git", "-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "-m", "secret"]
    let refused = Shell.run(commit, in: folder.path, environment: cache)
    #expect(refused.status != 0)
    #expect((refused.output + refused.error).contains("secret-in-plain-text"))
    #expect(!(refused.output + refused.error).contains("the-real-token-77"))

    folder.write(".env.production", "TOKEN=${PROD_TOKEN}\nPORT=3000\n")
    folder.git("add", ".env.production")
    let passed = Shell.run(commit, in: folder.path, environment: cache)
    #expect(passed.status == 0, "\(passed.output)\(passed.error)")
  }

  /// The hook file that other repositories refer to names what pre-commit knows.
  @Test func theHookDefinitionIsValid() {
    let result = Shell.run(
      [BuiltPackage.tool("pre-commit"), "validate-manifest", "\(BuiltPackage.root)/.pre-commit-hooks.yaml"],
      in: "/",
      environment: ["PRE_COMMIT_HOME": "/tmp/speclint-pre-commit"])
    #expect(result.status == 0, "\(result.output)\(result.error)")
  }
}
