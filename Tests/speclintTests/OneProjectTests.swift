import Diagnostics
import Syntax
import TestSupport
import Testing
import Workspace

/// One project has one root, one configuration and one answer, whichever way it is asked.
@Suite struct OneProjectTests {
  private static let spec = """
    # Spec

    ## 1.2 Environments

    | Environment | Purpose |
    |---|---|
    | Staging | acceptance |
    | Production | service |

    ## 2.1 Container settings

    | Setting | Value |
    |---|---|
    | Port | 8080 |

    ## 4.3 Resource limits

    | Environment | CPU | Memory |
    |---|---|---|
    | Staging | 0.5 | 1GB |
    | Production | 1.0 | 2GB |

    """

  private func repository(_ files: [String: String]) -> TemporaryFolder {
    let folder = TemporaryFolder(files)
    folder.git("init", "-q")
    folder.git("add", "-A")
    folder.git("commit", "-qm", "start")
    return folder
  }

  /// A configuration at the root, the document in `docs/`: what the configuration says decides what is found.
  private func project() -> TemporaryFolder {
    repository([
      ".speclint.yaml": "environments: {staging: ['live/**']}\nexclude: ['legacy/**']\n",
      "docs/deployment-spec.md": Self.spec,
      "legacy/Dockerfile": "FROM node:latest\nUSER root\n",
      "Dockerfile": "FROM node:24-alpine\nENV NODE_ENV=production\nUSER 1000\nEXPOSE 9090\n",
      "live/compose.yaml": "services:\n  api: {build: .., cpus: 3, mem_limit: 1g}\n",
    ])
  }

  private func lines(_ arguments: [String], in folder: String) -> [String] {
    SpecLintCommand.run(
      arguments + ["--format", "github", "--min-severity", "advice", "--shellcheck", "off"], in: folder
    ).output
      .split(separator: "\n").filter { $0.hasPrefix("::") }.map(String.init)
  }

  @Test func theAnswerIsOneWhicheverPathIsNamed() {
    let folder = project()
    let whole = lines([], in: folder.path)
    #expect(whole.count == 3, "\(whole)")
    #expect(whole.contains { $0.contains("file=live/compose.yaml") && $0.contains("gives staging") })
    folder.write("docs/deployment-spec.md", Self.spec + "\n")
    folder.git("add", "-A")
    let ways: [(arguments: [String], folder: String)] = [
      (["."], ""), (["docs/deployment-spec.md"], ""), (["deployment-spec.md"], "/docs"), ([".."], "/docs"),
      (["--staged"], ""), (["--staged"], "/docs"), (["--changed-since", "HEAD"], ""),
      (["--spec", "docs/deployment-spec.md"], ""),
      (["--spec", "docs/deployment-spec.md", "docs/deployment-spec.md"], ""),
      (["live/compose.yaml", "Dockerfile", "legacy/Dockerfile", "docs/deployment-spec.md"], ""),
      ([folder.path], "/docs"), ([folder.path], "/live"),
    ]
    for (arguments, place) in ways {
      #expect(lines(arguments, in: folder.path + place) == whole, "\(arguments) in \(place)")
    }
  }

  @Test func aNamedFileHasTheFindingsThatItHasInTheWhole() {
    let folder = project()
    let whole = lines([], in: folder.path)
    for file in ["live/compose.yaml", "Dockerfile"] {
      #expect(lines([file], in: folder.path) == whole.filter { $0.contains("file=\(file),") })
    }
    #expect(lines(["legacy/Dockerfile"], in: folder.path).isEmpty)
    #expect(lines(["compose.yaml"], in: folder.path + "/live") == whole.filter { $0.contains("file=live") })
  }

  /// Without a spec too: who builds a Dockerfile and who reads a dotenv file is true whatever is named.
  @Test func withoutASpecTheComposeFilesAroundAFileAreKnown() {
    let folder = repository([
      "compose.yaml": "services:\n  api: {build: ./api, env_file: .env}\n",
      "api/Dockerfile": "FROM node:24-alpine\nENV NODE_ENV=production\nCOPY src /app/\nUSER 1000\n",
      ".dockerignore": "src\n", ".env": "PORT='a'b\n",
    ])
    let whole = lines([], in: folder.path)
    #expect(whole.contains { $0.contains("image-without-health-check") })
    #expect(!whole.contains { $0.contains("copy-of-ignored-file") })
    #expect(lines(["api/Dockerfile"], in: folder.path) == whole.filter { $0.contains("file=api/Dockerfile,") })
    #expect(lines([".env"], in: folder.path) == whole.filter { $0.contains("file=.env,") })
  }

  /// What `init` writes is one project: every finding of the document comes once, and the configuration reaches it.
  @Test func whatInitWritesIsOneProject() {
    let folder = repository(["Dockerfile": "FROM node:22-alpine\nUSER node\n"])
    #expect(SpecLintCommand.run(["init", "--language", "en"], in: folder.path).status == 0)
    let whole = lines([], in: folder.path)
    #expect(!whole.isEmpty && Set(whole).count == whole.count)
    #expect(lines(["docs/deployment-spec.md"], in: folder.path) == whole)
    folder.write(".speclint.yaml", "severity: {unfilled-placeholder: off}\n")
    for arguments in [[], ["docs/deployment-spec.md"], ["docs"]] {
      #expect(!lines(arguments, in: folder.path).contains { $0.contains("unfilled-placeholder") })
    }
  }

  /// Services with documents of their own below one configuration.
  @Test func oneConfigurationHoldsForAllProjectsBelowIt() {
    let folder = repository([
      ".speclint.yaml": "exclude: ['api/legacy/**']\napplication: [api, web]\n",
      "api/docs/deployment-spec.md": Self.spec, "web/docs/deployment-spec.md": Self.spec,
      "api/legacy/Dockerfile": "FROM node:latest\nUSER root\n",
      "api/compose.staging.yaml": "services:\n  api: {image: 'r.test/a:1', cpus: 3, mem_limit: 1g}\n",
      "web/compose.staging.yaml": "services:\n  web: {image: 'r.test/b:1', cpus: 2, mem_limit: 1g}\n",
    ])
    let result = SpecLintCommand.run(["--quiet"], in: folder.path)
    #expect(
      result.output.contains("api/compose.staging.yaml:2:") && result.output.contains("web/compose.staging.yaml:2:"))
    #expect(!result.output.contains("legacy"))
    #expect(!SpecLintCommand.run([], in: folder.path).output.contains("note:"))
    #expect(lines(["api/docs/deployment-spec.md"], in: folder.path).allSatisfy { $0.contains("file=api/") })
  }

  // MARK: What is said rather than ignored

  @Test(arguments: [
    ([""], "an empty path"), (["Dockerfile", ""], "an empty path"), (["--staged", ""], "an empty path"),
    (["--stdin-filename", "x.env"], "--stdin-filename goes with '-'"),
    (["--stdin-filename", "x.env", "Dockerfile"], "--stdin-filename goes with '-'"),
    (["--environment", "prd"], "unknown environment 'prd'"), (["--environment", "moon"], "unknown environment 'moon'"),
  ])
  func whatCannotBeMeantEndsWithTwo(_ arguments: [String], _ message: String) {
    let folder = repository(["Dockerfile": "FROM node:24-alpine\nUSER 1000\n"])
    let result = SpecLintCommand.run(arguments, in: folder.path)
    #expect(result.status == 2 && result.error.contains(message), "\(result)")
  }

  @Test func environmentsAreKnownByDocumentsConfigurationOrTheirOwnName() {
    let folder = repository(["Dockerfile": "FROM node:24-alpine\nUSER 1000\n"])
    #expect(SpecLintCommand.run(["--environment", "production"], in: folder.path).status == 0)
    folder.write(".speclint.yaml", "environments: {production: {names: [prd]}}\n")
    #expect(SpecLintCommand.run(["--environment", "prd"], in: folder.path).status == 0)
    let compared = project()
    #expect(SpecLintCommand.run(["--environment", "staging"], in: compared.path).status == 1)
    #expect(SpecLintCommand.run(["--environment", "prd"], in: compared.path).status == 1)
    #expect(SpecLintCommand.run(["--environment", "uat"], in: compared.path).status == 2)
    let empty = TemporaryFolder()
    #expect(SpecLintCommand.run(["--environment", "prd"], in: empty.path).status == 2)
  }

  @Test func settingsThatDoNothingAreSaid() {
    let folder = repository([
      ".speclint.yaml": """
      exclude: ["nowhere/**", "*.bak", "legacy", "docs/*.png", "node_modules/**"]
      environments: {staging: ["acceptance/*"]}
      application: shpo
      allow: [{path: "old/*.json", rule: root-user, reason: a test}]

      """, "docs/deployment-spec.md": Self.spec, "docs/plan.png": "x", "legacy/notes.txt": "x",
      "compose.yaml": "services:\n  shop: {image: 'shop:1', cpus: 1, mem_limit: 2g, ports: ['8080:8080']}\n",
    ])
    let notes = SpecLintCommand.run([], in: folder.path).output.split(separator: "\n").filter { $0.hasPrefix("note:") }
    #expect(
      notes == [
        "note: .speclint.yaml: exclude: 'nowhere/**' matches no file",
        "note: .speclint.yaml: exclude: '*.bak' matches no file",
        "note: .speclint.yaml: allow: 'old/*.json' matches no file",
        "note: .speclint.yaml: environments: staging: 'acceptance/*' matches no file",
        "note: application: no service, container or Dockerfile is called 'shpo'; did you mean 'shop'?",
      ])
    let named = SpecLintCommand.run(["compose.yaml"], in: folder.path)
    #expect(!named.output.contains("note:"), "a part of the project does not know: \(named.output)")
  }

  @Test func aConfigurationWithoutItsDotIsSaid() {
    let folder = repository(["speclint.yaml": "exclude: [x]\n", "Dockerfile": "FROM node:24-alpine\nUSER 1000\n"])
    let output = SpecLintCommand.run([], in: folder.path).output
    #expect(output.contains("note: speclint.yaml is not read: the configuration is called .speclint.yaml"))
    folder.write(".speclint.yaml", "")
    #expect(!SpecLintCommand.run([], in: folder.path).output.contains("note:"))
  }

  // MARK: Paths for services

  @Test(arguments: ["", "/docs", "/live"]) func servicesAreGivenPathsOfTheRepository(_ place: String) throws {
    let folder = project()
    let arguments = ["--format", "sarif", "--shellcheck", "off", folder.path]
    let text = SpecLintCommand.run(arguments, in: folder.path + place).output
    let root = JSONParser.parse(SourceText(path: "x", text: text)).documents.first
    let run = try #require(root?["runs"]?.elements.first)
    #expect(run["originalUriBaseIds"]?["SRCROOT"]?["description"]?["text"]?.text == "the root of the repository")
    let results: [DataNode] = run["results"]?.elements ?? []
    let files: [DataNode] = results.compactMap { file(of: $0["locations"]?.elements.first) }
    #expect(files.map { $0["uri"]?.text } == ["Dockerfile", "Dockerfile", "live/compose.yaml"])
    #expect(files.allSatisfy { $0["uriBaseId"]?.text == "SRCROOT" })
    let related: [DataNode] = results.flatMap { $0["relatedLocations"]?.elements ?? [] }
    #expect(Set(related.compactMap { file(of: $0)?["uri"]?.text }) == ["docs/deployment-spec.md"])
    let github = lines([folder.path], in: folder.path + place)
    #expect(github == lines([], in: folder.path))
    #expect(github.count { $0.contains("spec: docs/deployment-spec.md:") } == 2)
  }

  private func file(of location: DataNode?) -> DataNode? { location?["physicalLocation"]?["artifactLocation"] }

  // MARK: Files that are none of ours

  @Test func endingsDecide() {
    let patch = "diff --git a/Dockerfile b/Dockerfile\n-FROM node:18\n+FROM node:latest\n"
    let folder = repository([
      "Dockerfile.patch": patch, ".env.patch": patch, "Dockerfile.png": "\u{89}PNG\0\0",
      ".env.local.php": "<?php\nreturn [];\n",
      ".yarn/releases/yarn-4.cjs": "var t = 'ghp_" + "x7Kd92LmQp4RtYv8WsZa31BnCfHjE6Gu05Ti';\nprocess.env.YARN_OWN\n",
      "docs/deployment-spec.md": Self.spec,
    ])
    for arguments in [[], ["Dockerfile.patch", ".env.patch", "Dockerfile.png", ".env.local.php"], ["--staged"]] {
      #expect(lines(arguments, in: folder.path).isEmpty, "\(arguments)")
    }
    #expect(SpecLintCommand.run(["secrets", "--quiet"], in: folder.path).status == 0)
    let named = SpecLintCommand.run([".yarn/releases/yarn-4.cjs"], in: folder.path)
    #expect(named.status == 0 && named.output.contains("vendored"), "\(named.output)")
  }
}
