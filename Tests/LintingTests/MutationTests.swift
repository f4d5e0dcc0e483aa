import Diagnostics
import Testing
import Workspace

@testable import Linting

/// Whole projects with one broken file: no crash, every range inside its file, the same report twice.
@Suite struct MutationTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let fixture: String
    let path: String
    var testDescription: String { "\(fixture)/\(path)" }
  }

  private static let root = PathText.normalized(PathText.join(PathText.parent(#filePath), "../../fixtures"))

  static let projects: [String: [(path: String, bytes: [UInt8])]] = {
    var result: [String: [(path: String, bytes: [UInt8])]] = [:]
    for (fixture, _) in FileSystem.entries(of: root) {
      let folder = PathText.join(root, fixture)
      result[fixture] = FileSystem.files(below: folder, excluding: []).compactMap { path in
        guard !path.hasPrefix("expected"), FileKind(path: path) != .other,
          case .bytes(let bytes)? = try? FileSystem.read(PathText.join(folder, path))
        else { return nil }
        return (path, bytes)
      }
    }
    return result
  }()

  static let cases = projects.sorted { $0.key < $1.key }.flatMap { fixture, files in
    files.map { Case(fixture: fixture, path: $0.path) }
  }

  private func lint(_ testCase: Case, _ bytes: [UInt8]) -> [Finding] {
    let files = (Self.projects[testCase.fixture] ?? []).map { path, original in
      ProjectFile(source: SourceText(path: path, bytes: path == testCase.path ? bytes : original), path: path)
    }
    let project = Project(
      documents: files.filter { $0.kind == .specDocument }, files: files.filter { $0.kind != .specDocument },
      today: ExampleProject.today, folder: ProjectFolder(exists: { _ in true }, read: { _ in nil }))
    return ProjectLinter(project).run().findings
  }

  private func expectSound(_ testCase: Case, _ bytes: [UInt8], _ what: String) {
    let findings = lint(testCase, bytes)
    for finding in findings {
      let locations =
        [finding.location] + (finding.spec.map { [$0.location] } ?? []) + finding.related.map(\.location)
        + (finding.fix?.edits.map(\.location) ?? [])
      for location in locations
      where location.range.lowerBound < 0 || location.range.upperBound > location.source.bytes.count {
        Issue.record("\(what): \(finding.rule) at \(location.range) of \(location.source.bytes.count)")
      }
    }
    let again = lint(testCase, bytes)
    #expect(findings.map(\.message) == again.map(\.message), "\(what)")
    _ = TextRenderer(TextStyle()).render(LintReport(findings: findings).redacted)
    _ = FixApplication.apply(findings, includingUnsafe: true)
  }

  @Test(arguments: cases) func withABrokenFile(_ testCase: Case) {
    guard let bytes = Self.projects[testCase.fixture]?.first(where: { $0.path == testCase.path })?.bytes else { return }
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 6)) {
      expectSound(testCase, Array(bytes[..<length]), "cut at \(length)")
    }
    var state: UInt64 = 42
    for _ in 0..<6 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var changed = bytes
      changed[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 24)
      expectSound(testCase, changed, "one byte changed")
    }
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let middle = lines.count / 2
    expectSound(
      testCase, Array((lines[...middle] + lines[middle...]).joined(separator: [0x0A])), "line \(middle) doubled")
  }

  /// Every safe fix: applied, its finding is gone, and applying again changes nothing.
  @Test(
    arguments: RuleRegistry.all.flatMap { type(of: $0).examples }.filter(\.isFlagged).map {
      $0.files.map(\.text).joined()
    })
  func safeFixesMendTheirFinding(_ text: String) throws {
    guard
      let example = RuleRegistry.all.flatMap({ type(of: $0).examples }).first(where: {
        $0.files.map(\.text).joined() == text
      })
    else { return }
    var files = example.files.map { (path: $0.path, text: Example.unmarked($0.text).text) }
    let before = ExampleProject.lint(files, spec: example.spec ?? Example.standardSpec).findings
    for rule in Set(before.filter { $0.fix?.safety == .safe }.map(\.rule)) {
      expectMended(rule, before, files, example)
    }
    for round in 0... {
      let changed = FixApplication.apply(
        ExampleProject.lint(files, spec: example.spec ?? Example.standardSpec).findings, includingUnsafe: false)
      guard !changed.isEmpty else { break }
      files = Self.replacing(files, by: changed)
      try #require(round < 4, "the fixes come to no end")
    }
  }

  private static func replacing(
    _ files: [(path: String, text: String)], by changed: [FixApplication.ChangedFile]
  ) -> [(path: String, text: String)] {
    files.map { path, text in
      let new = changed.first { $0.source.path == path }
      return (path, new.map { String(decoding: $0.bytes, as: UTF8.self) } ?? text)
    }
  }

  /// The fixes of one rule leave none of its findings that had one, and break nothing.
  private func expectMended(
    _ rule: String, _ before: [Finding], _ files: [(path: String, text: String)], _ example: Example
  ) {
    let own = before.filter { $0.rule == rule }
    let changed = FixApplication.apply(own, includingUnsafe: false)
    let after = ExampleProject.lint(
      Self.replacing(files, by: changed), spec: example.spec ?? Example.standardSpec
    ).findings
    let left = after.filter { $0.rule == rule }
    #expect(left.count == own.count - own.filter { $0.fix?.safety == .safe }.count, "\(rule): \(left.map(\.message))")
    #expect(left.allSatisfy { $0.fix?.safety != .safe }, "\(rule)")
    let broken = { (findings: [Finding]) in findings.filter { $0.rule == "syntax" }.count }
    #expect(broken(after) <= broken(before), "\(rule)")
  }
}
