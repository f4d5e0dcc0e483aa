import Diagnostics
import Testing
import Workspace

@testable import Linting

/// One fault is one finding: a name with all its places, a value with all that is wrong with it.
@Suite struct FoldingTests {
  private func findings(_ files: [(String, String)], spec: String? = nil) -> [Finding] {
    ExampleProject.lint(files, spec: spec ?? Example.standardSpec).findings
  }

  @Test func aNameIsOneFindingWithAllItsPlaces() {
    let files = [
      ("src/a.ts", "connect(process.env.PAYMENT_URL)\n"), (".env.staging", "PAYMENT_URL=a.test\n"),
      (".env.production", "PAYMENT_URL=b.test\n"), ("src/b.py", "os.getenv('PAYMENT_URL')\n"),
    ]
    let found = findings(files).filter { $0.rule.hasPrefix("undeclared") }
    #expect(found.map(\.rule) == ["undeclared-variable"])
    #expect(found.first?.location.source.path == ".env.production")
    #expect(found.first?.related.map(\.location.source.path) == [".env.staging", "src/a.ts", "src/b.py"])
    #expect(found.first?.related.first?.message == "here too")
  }

  @Test func differentNamesStayApart() {
    let found = findings([(".env.staging", "A_A=1\nB_B=1\n"), (".env.production", "A_A=1\nB_B=1\n")])
    #expect(found.filter { $0.rule == "undeclared-variable" }.map(\.location.text) == ["A_A", "B_B"])
  }

  /// Who accepts the name where it is reported has accepted it; who accepts it elsewhere has accepted it there.
  @Test func aNameIsAcceptedWhereItIsReported() {
    let accept = "# speclint: allow undeclared-variable -- the partner's\n"
    let first = findings([(".env.production", accept + "A_A=1\n"), (".env.staging", "A_A=1\n")])
    #expect(first.filter { $0.family != "dotenv" }.isEmpty, "\(first.map(\.message))")
    let second = findings([
      (".env.development", "A_A=1\n"), (".env.production", "A_A=1\n"), (".env.staging", accept + "A_A=1\n"),
    ]).filter { $0.family != "dotenv" }
    #expect(second.map(\.rule) == ["undeclared-variable"])
    #expect(second.first?.related.map(\.location.source.path) == [".env.production"])
  }

  @Test func aValueIsOneFindingThatNamesAllThatIsWrong() {
    let spec =
      Example.standardSpec
      + "\n## 5.3 Validation\n\n```typescript\nconst s = z.object({ JWT_SECRET: z.string().min(32) });\n```\n"
    let found = findings(
      [(".env.production", "JWT_SECRET=hunter22\n"), (".env.staging", "JWT_SECRET=hunter22\n")], spec: spec
    ).filter { $0.location.source.path == ".env.production" && $0.family != "dotenv" }
    #expect(found.map(\.rule) == ["secret-in-plain-text"])
    let also = found.first?.related.map(\.message) ?? []
    for word in ["also repeated-secret", "also value-too-short", "in staging"] {
      #expect(also.contains { $0.hasPrefix(word) }, "\(also)")
    }
  }

  /// What is accepted speaks no more, and the rest does.
  @Test func ofAnAcceptedFaultTheNextSpeaks() {
    let accept = "# speclint: allow secret-in-plain-text -- a sample\n"
    let files = [(".env.production", accept + "JWT_SECRET=hunter22\n")]
    #expect(findings(files).filter { $0.family == "variables" }.map(\.rule) == ["weak-secret"])
  }

  @Test func theGravestSpeaks() {
    let files = [(".env.development", "PORT=80\n"), (".env.staging", "PORT=80\n"), (".env.production", "PORT=three\n")]
    let found = findings(files).filter { $0.family == "variables" }
    #expect(found.map(\.rule) == ["value-of-wrong-type"])
    #expect(found.first?.related.first?.message.hasPrefix("also shared-variable-differs") ?? false)
  }

  @Test func aNameInManyFilesIsOne() {
    let found = findings((0..<200).map { ("src/\($0).ts", "connect(process.env.PAYMENT_URL)\n") })
      .filter { $0.rule == "undeclared-variable-read" }
    #expect(found.count == 1 && found.first?.related.count == 199)
  }
}
