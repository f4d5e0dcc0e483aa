import TestSupport
import Testing
import Workspace

/// What the README shows is what the program does.
@Suite struct ReadmeTests {
  private let readme: String = {
    guard case .bytes(let bytes)? = try? FileSystem.read("\(BuiltPackage.root)/README.md") else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }()

  /// The text of the first fence of a language behind a marker.
  private func block(_ language: String, after marker: String) -> String {
    guard let start = readme.firstRange(of: marker),
      let open = readme[start.upperBound...].firstRange(of: "```\(language)\n"),
      let close = readme[open.upperBound...].firstRange(of: "\n```")
    else { return "" }
    return String(readme[open.upperBound..<close.lowerBound])
  }

  /// The command as it stands there, on whatever day.
  @Test func theRunIsARealOne() throws {
    let start = try #require(readme.firstRange(of: "<!-- output of: speclint "))
    let end = try #require(readme[start.upperBound...].firstRange(of: " -->"))
    let arguments = readme[start.upperBound..<end.lowerBound].split(separator: " ").map(String.init)
    #expect(arguments.contains("--as-of"))
    let output = SpecLintCommand.run(
      arguments, in: SpecLintCommand.fixture("shop"),
      environment: ["SPECLINT_SHELLCHECK": "off", "SOURCE_DATE_EPOCH": "2000000000", "SPECLINT_MIN_SEVERITY": ""]
    ).output
    #expect(block("text", after: "<!-- output of: speclint ") + "\n" == output)
  }

  @Test func theConfigurationIsAccepted() {
    let folder = TemporaryFolder([
      ".speclint.yaml": block("yaml", after: "## Configuration"), "docs/deployment-spec.md": "# Spec\n",
      "docs/env-config.md": "# Configuration\n",
    ])
    let result = SpecLintCommand.run([], in: folder.path)
    #expect(result.status == 0, "\(result.error)")
  }

  @Test func theHookIsAccepted() {
    let folder = TemporaryFolder([".pre-commit-config.yaml": block("yaml", after: "## Use")])
    let result = Shell.run(
      [BuiltPackage.tool("pre-commit"), "validate-config", ".pre-commit-config.yaml"], in: folder.path,
      environment: ["PRE_COMMIT_HOME": "\(folder.path)/.cache"])
    #expect(result.status == 0, "\(result.output)\(result.error)")
  }
}
