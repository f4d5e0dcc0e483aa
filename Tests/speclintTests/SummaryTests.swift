import TestSupport
import Testing

/// The last lines of a run: what was looked at, what was not, and what to do next.
@Suite struct SummaryTests {
  private let spec = """
    # Spec

    ## 1.2 Environments

    | Environment | Purpose |
    |---|---|
    | Production | service |

    ## 4.2 Container settings

    | Setting | Value |
    |---|---|
    | Base image | node:20-alpine |
    | User | node |

    """

  private func run(_ files: [String: String], _ arguments: [String] = []) -> String {
    let folder = TemporaryFolder(files)
    return SpecLintCommand.run(
      ["--shellcheck", "off"] + arguments, in: folder.path, environment: ["SPECLINT_MIN_SEVERITY": ""]
    ).output
  }

  private func lastLine(_ output: String) -> String { output.split(separator: "\n").last.map(String.init) ?? "" }

  @Test func oneFileIsOneFile() {
    let line = lastLine(run(["Dockerfile": "FROM alpine:3.20\nUSER a\n"]))
    #expect(
      line
        == "1 file examined; nothing compared with a spec: no spec document found: 0 errors, 0 warnings; 1 advice not shown",
      "\(line)")
  }

  @Test func theNextStepIsSaidOnce() {
    let none = run(["Dockerfile": "FROM alpine:3.20\nUSER a\n"])
    #expect(none.contains("next: no deployment-spec.md found: `speclint init` starts one\n"))
    let fixable = run(["deployment-spec.md": spec, "Dockerfile": "FROM node:20-alpine\nENV A 1\nUSER node\n"])
    #expect(fixable.contains("next: `speclint --fix` fixes 1 of these") && lastLine(fixable).hasSuffix("; 1 fixable"))
    let unsafe = run(
      ["deployment-spec.md": spec, "Dockerfile": "FROM node:18-alpine\nUSER node\n"], ["--only", "container"])
    #expect(unsafe.contains("next: `speclint --diff --unsafe-fixes` shows how 1 of these could be fixed"), "\(unsafe)")
    let clean = run(["deployment-spec.md": spec, "Dockerfile": "FROM node:20-alpine\nUSER node\n"])
    #expect(!clean.contains("next:"), "\(clean)")
    #expect(!run(["Dockerfile": "FROM alpine:3.20\nUSER a\n"], ["--quiet"]).contains("next:"))
  }

  @Test func whatWasNotUnderstoodIsCounted() {
    let tables = spec + "## Glossary\n\n| Word | Meaning |\n|---|---|\n| RPS | requests |\n"
    let output = run([
      "deployment-spec.md": tables,
      "compose.yaml": "services:\n  api: {image: \"a:1\", user: \"${RUN_AS}\", build: .}\n",
      "Dockerfile": "FROM node:20-alpine\nUSER node\n", "yarn.lock": "x\n",
    ])
    let line = lastLine(output)
    #expect(line.contains("1 table not understood"), "\(line)")
    #expect(line.contains("1 value unknown (variables and templates)"), "\(line)")
    #expect(line.contains("1 not searched for secrets (1 × by its name a lock file, a binary or vendored)"), "\(line)")
    let shown = run(
      [
        "deployment-spec.md": tables,
        "compose.yaml": "services:\n  api: {image: \"a:1\", user: \"${RUN_AS}\", build: .}\n",
      ], ["--show-unknown"])
    #expect(shown.contains("unknown: compose.yaml:2:"), "\(shown)")
  }

  @Test func theExaminedFilesAreListed() {
    let files = [
      "deployment-spec.md": spec, "Dockerfile": "FROM node:20-alpine\nUSER node\n", "notes.txt": "hello\n",
      "compose.production.yaml": "services:\n  api: {build: ., user: node}\n",
    ]
    let output = run(files, ["--show-files"])
    for line in [
      "examined: Dockerfile: Dockerfile, compared with deployment-spec.md\n",
      "examined: compose.production.yaml: compose file, for production, service api, compared with deployment-spec.md\n",
      "examined: deployment-spec.md: spec document\n", "examined: notes.txt: text\n",
    ] { #expect(output.contains(line), "\(line) in \(output)") }
    #expect(!run(files).contains("examined: "))
    #expect(run(files, ["--show-files", "--format", "json"]).contains("\"kind\" : \"compose file\""))
  }

  @Test func tablesThatAreNotReadAreSaidByBothCommands() {
    let text = spec + "## 4.3 Resource limits\n\n| Where | Cores | RAM |\n|---|---|---|\n| Production | 1.0 | 2GB |\n"
    let folder = TemporaryFolder(["deployment-spec.md": text])
    for arguments in [[], ["spec", "check"]] {
      let output = SpecLintCommand.run(arguments, in: folder.path).output
      #expect(output.contains("warning[unread-table]") && output.contains("environment"), "\(output)")
    }
    #expect(
      SpecLintCommand.run(["spec", "show"], in: folder.path).output.contains("a table under '4.3 Resource limits'"))
  }

  /// Of two services whose tables say nothing of a service neither is compared with the other's settings.
  @Test func twoTablesOfAKindAreNotMergedInSilence() {
    let text =
      "# Spec\n\n## Container settings of vote\n\n| Setting | Value |\n|---|---|\n| Port | 80 |\n| User | node |\n\n## Container settings of result\n\n| Setting | Value |\n|---|---|\n| Port | 8080 |\n| User | node |\n"
    let output = run(["deployment-spec.md": text, "Dockerfile": "FROM node:20-alpine\nEXPOSE 8080\nUSER root\n"])
    #expect(output.contains("ambiguous-setting") && !output.contains("port-differs-from-spec"), "\(output)")
    #expect(output.contains("the spec wants 'node'"), "what both say is compared")
  }
}
