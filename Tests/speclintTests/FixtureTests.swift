import Syntax
import TestSupport
import Testing
import Workspace

/// The reports of the fixtures, whole; `Scripts/update-expected` writes them anew.
@Suite struct FixtureTests {
  private func expected(_ fixture: String, _ ending: String) -> String {
    guard case .bytes(let bytes)? = try? FileSystem.read("\(SpecLintCommand.fixture(fixture))/expected.\(ending)")
    else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: ["shop", "clinic", "courier", "clean"]) func theTextReportIsTheExpectedOne(_ fixture: String) {
    let result = SpecLintCommand.run(["--shellcheck", "off"], in: SpecLintCommand.fixture(fixture))
    #expect(result.output == expected(fixture, "txt"))
    #expect(result.status == (fixture == "clean" ? 0 : 1))
  }

  @Test(arguments: ["shop", "clinic", "courier", "clean"]) func theJSONReportIsTheExpectedOne(_ fixture: String) {
    let result = SpecLintCommand.run(["--shellcheck", "off", "--format", "json"], in: SpecLintCommand.fixture(fixture))
    #expect(result.output == expected(fixture, "json"))
  }

  /// A path is bytes: Korean syllables, a space, a letter with an accent of its own (NFD) above the project change nothing.
  @Test(arguments: ["shop", "clinic", "courier", "clean"]) func theNameOfTheFolderChangesNothing(_ fixture: String) {
    let folder = TemporaryFolder()
    let project = "\(folder.path)/결제 팀/cafe\u{301}"
    #expect(Shell.run(["mkdir", "-p", project], in: "/").status == 0)
    #expect(Shell.run(["cp", "-R", SpecLintCommand.fixture(fixture) + "/.", project], in: "/").status == 0)
    let result = SpecLintCommand.run(["--shellcheck", "off"], in: project)
    #expect(result.output == expected(fixture, "txt"))
  }

  @Test(arguments: ["shop", "clinic", "courier"]) func theNumberOfThreadsChangesNothing(_ fixture: String) {
    let one = SpecLintCommand.run(["--jobs", "1"], in: SpecLintCommand.fixture(fixture))
    let many = SpecLintCommand.run(["--jobs", "7"], in: SpecLintCommand.fixture(fixture))
    #expect(one.output == many.output)
  }

  /// No value of the fixtures' secrets is in any report.
  @Test(arguments: ["text", "json", "sarif", "github"]) func noReportHoldsASecret(_ format: String) {
    let secrets = [
      "4hw8-Kiwi-Tandem", "dev-session-9917", "pk-7Hq2-stg-0042", "cGstN0hxMi1wcm9kLTAwNDI", "pk-7Hq2-prod",
    ]
    let output = SpecLintCommand.run(["--format", format], in: SpecLintCommand.fixture("shop")).output
    for secret in secrets { #expect(!output.contains(secret)) }
    let courier = SpecLintCommand.run(["--format", format], in: SpecLintCommand.fixture("courier")).output
    for secret in ["tandem-4417", "only-small-letters", "KR-5521-0937-88", "pelican-92", "9XbLm2Zk7Wc5"] {
      #expect(!courier.contains(secret), "\(format)")
    }
    let diff = SpecLintCommand.run(["--diff", "--unsafe-fixes"], in: SpecLintCommand.fixture("shop"))
    for secret in secrets { #expect(!diff.output.contains(secret)) }
  }

  /// The loaders that each fixture's manifests and compose files speak of: for the others any but `docker run`.
  private static let loaders: [String: [DotenvDialect]] = ["courier": [.node, .compose]]

  @Test(arguments: ["shop", "clinic", "courier", "clean"]) func fixesLeaveEveryReadingUntouched(_ fixture: String)
    throws
  {
    let folder = TemporaryFolder()
    #expect(Shell.run(["cp", "-R", SpecLintCommand.fixture(fixture) + "/.", folder.path], in: "/").status == 0)
    let files = FileSystem.entries(of: folder.path).map(\.name).filter { FileKind(path: $0) == .dotenv }
    let before = try readings(files, of: fixture, in: folder.path)
    let result = SpecLintCommand.run(["--fix", "--shellcheck", "off"], in: folder.path)
    #expect(!files.isEmpty && result.error.contains("fixed") == (fixture != "clean"))
    #expect(try readings(files, of: fixture, in: folder.path) == before)
  }

  private func readings(_ files: [String], of fixture: String, in folder: String) throws -> [[DotenvReading]] {
    let loaders = Self.loaders[fixture] ?? DotenvDialect.allCases.filter { $0 != .docker }
    return try files.map { name in
      guard case .bytes(let bytes) = try FileSystem.read("\(folder)/\(name)") else { return [] }
      return loaders.map { $0.read(bytes) }
    }
  }

  @Test func theReportFitsANarrowTerminal() {
    let result = SpecLintCommand.run([], in: SpecLintCommand.fixture("shop"), environment: ["COLUMNS": "60"])
    let frames = result.output.split(separator: "\n").filter { $0.contains(" │ ") }
    #expect(!frames.isEmpty)
    #expect(frames.allSatisfy { $0.count <= 60 })
  }
}
