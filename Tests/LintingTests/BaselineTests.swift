import Diagnostics
import Testing

@testable import Linting

/// What was there before is known again, and nothing else.
@Suite struct BaselineTests {
  private static let token = "ghp_" + "x7Kd92LmQp4RtYv8WsZa31BnCfHjE6Gu05Ti"
  private static let other = "ghp_" + "Qm4Ws81ZpLk93NvBtRx72HcYdJ5Fg6Au0EoI"

  private func report(_ files: [(path: String, text: String)], spec: String? = Example.standardSpec) -> LintReport {
    let outcome = ExampleProject.lint(files, spec: spec)
    return LintReport(findings: outcome.findings, examined: files.count, redactions: outcome.redactions)
  }

  /// What is new in some files to who accepted all in others; the baseline goes through its file.
  private func new(
    _ before: [(path: String, text: String)], _ after: [(path: String, text: String)],
    spec: String? = Example.standardSpec
  ) throws -> [String] {
    let written = Baseline(accepting: report(before, spec: spec)).json
    let baseline = try Baseline(SourceText(path: "base.json", text: written))
    return baseline.new(in: report(after, spec: spec)).map { "\($0.rule) \($0.subject ?? "")" }
  }

  private static let required = """
    # Configuration

    ## 1.1 Environments

    | Environment | Purpose |
    |---|---|
    | Staging | acceptance |

    ## 5.1 Environment variables

    | Variable | Required | Secret |
    |---|---|---|
    | `API_HOST` | ✅ | ❌ |
    | `QUEUE_URL` | ✅ | ❌ |
    | `PORT` | ✅ | ❌ |

    """

  @Test func oneMendedAndOneNewDoNotCancelOut() throws {
    let before = [(path: ".env.staging", text: "PORT=1\nQUEUE_URL=x\n")]
    let after = [(path: ".env.staging", text: "PORT=1\nAPI_HOST=a\n")]
    #expect(try new(before, after, spec: Self.required) == ["missing-variable QUEUE_URL"])
    #expect(try new(before, before, spec: Self.required).isEmpty)
    let more = [(path: ".env.staging", text: "PORT=1\n")]
    #expect(try new(before, more, spec: Self.required) == ["missing-variable QUEUE_URL"])
  }

  @Test func movedLinesAreKnownAgain() throws {
    let lines = "FROM node:20-alpine\nRUN cd /x && true\nMAINTAINER a\nUSER node\n"
    #expect(try new([("Dockerfile", lines)], [("Dockerfile", "# a comment\n\n" + lines)]).isEmpty)
    let twice = lines.replacing("MAINTAINER a\n", with: "MAINTAINER a\nMAINTAINER a\n")
    #expect(try new([("Dockerfile", lines)], [("Dockerfile", twice)]).contains("deprecated-maintainer "))
    #expect(try new([("Dockerfile", lines)], [("b/Dockerfile", lines)]).contains("deprecated-maintainer "))
  }

  @Test(arguments: [
    ("src/a.ts", "const t = \"\(token)\";\n", "const t = \"\(other)\";\n", "provider-token "),
    (
      ".env.staging", "JWT_SECRET=parcel-7-signing\n", "JWT_SECRET=parcel-8-signing\n",
      "secret-in-plain-text JWT_SECRET"
    ),
    (
      "src/a.ts", "const e = { JWT_SECRET: \"parcel-7-signing\" }\n",
      "const e = { JWT_SECRET: \"parcel-8-signing\" }\n",
      "spec-secret-in-text JWT_SECRET"
    ),
  ])
  func anotherSecretInTheSamePlaceIsNew(_ path: String, _ before: String, _ after: String, _ name: String) throws {
    #expect(try new([(path, before)], [(path, "\n" + before)]).isEmpty)
    #expect(try new([(path, before)], [(path, after)]).contains(name))
  }

  @Test func theFileHoldsNothingOfASecret() {
    let report = report([
      ("src/a.ts", "const t = \"\(Self.token)\";\n"), (".env.staging", "JWT_SECRET=parcel-7-signing\n"),
    ])
    let one = Baseline(accepting: report).json
    let two = Baseline(accepting: report).json
    for text in ["parcel", "signing", String(Self.token.prefix(8)), String(Self.token.suffix(4))] {
      #expect(!one.contains(text), "\(text)")
    }
    #expect(one != two, "the salt is another one each time, so that the checks say nothing by themselves")
  }

  @Test func aFileThatIsWrittenAnewKeepsItsSalt() throws {
    let report = report([("src/a.ts", "const t = \"\(Self.token)\";\n")])
    let first = Baseline(accepting: report)
    let read = try Baseline(SourceText(path: "base.json", text: first.json))
    #expect(Baseline(accepting: report, replacing: read).json == first.json)
  }

  @Test func theFirstFormIsReadStill() throws {
    let report = report([("Dockerfile", "FROM node:20-alpine\nMAINTAINER a\nUSER node\n")])
    let entry =
      "deprecated-maintainer|Dockerfile|\(Fingerprint.lineHash(report.findings.last?.location ?? SourceText(path: "", text: "").whole))"
    let old = try Baseline(
      SourceText(path: "base.json", text: "{\"version\": 1, \"findings\": {\"\(entry)\": 1}}"))
    #expect(old.isOfAnEarlierVersion)
    #expect(!old.new(in: report).contains { $0.rule == "deprecated-maintainer" })
  }

  @Test(arguments: [
    "", "[]", "{}", "{\"version\": 2, \"findings\": {}}", "{\"version\": 3, \"salt\": \"a\", \"findings\": {}}",
    "{\"version\": 1}", "{\"version\": 2, \"salt\": \"a\", \"findings\": []}", "\u{0}",
  ])
  func whatIsNotABaselineIsSaid(_ text: String) {
    #expect(throws: LintFailure.self) { try Baseline(SourceText(path: "base.json", text: text)) }
  }

  /// Wherever it is run, and for each of several that read the same.
  @Test func fingerprintsAreUniqueAndRelativeToTheRepository() {
    var report = report([("Dockerfile", "FROM node:20-alpine\nMAINTAINER a\nMAINTAINER a\nUSER node\n")])
    report.folder = "services/api"
    let names = Fingerprint(report).unique(report.findings)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.contains("|services/api/Dockerfile|") })
  }
}
