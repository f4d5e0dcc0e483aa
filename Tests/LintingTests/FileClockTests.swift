import Diagnostics
import Testing
import Workspace

@testable import Linting

/// No single file holds up a run: what it has no time for is not checked, and that is said.
@Suite struct FileClockTests {
  private func lint(_ path: String, _ text: String, seconds: Int) -> ProjectLinter.Outcome {
    let file = ProjectFile(source: SourceText(path: path, text: text), path: path)
    let project = Project(
      documents: [], files: [file], today: ExampleProject.today,
      folder: ProjectFolder(exists: { _ in false }, read: { _ in nil }))
    return ProjectLinter(project, secondsPerFile: seconds).run()
  }

  @Test(arguments: [
    ("Dockerfile", "FROM node\nRUN cd /x\n"), (".env.staging", "A_TOKEN=x\nA_TOKEN=y\n"),
    ("compose.yaml", "services:\n  a:\n    image: node\n    user: root\n    mem_limit: 1x\n"),
  ])
  func aFileWithoutTimeIsReported(_ path: String, _ text: String) {
    let message = "checking this file takes longer than 0 seconds, and was ended then"
    let ended = lint(path, text, seconds: 0).findings.filter { $0.family != "secrets" }
    #expect(ended.contains { $0.rule == "syntax" && $0.message == message && $0.severity == .error })
    let usual = lint(path, text, seconds: FileClock.usualLimit).findings
    #expect(!usual.contains { $0.message == message })
    #expect(!Set(usual.map(\.rule)).subtracting(ended.map(\.rule)).isEmpty, "\(usual.map(\.rule))")
  }
}
