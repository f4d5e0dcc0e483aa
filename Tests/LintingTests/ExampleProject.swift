import Diagnostics
import Quantities
import Workspace

@testable import Linting

/// Lints texts in memory as the files of one project.
enum ExampleProject {
  static let today = CalendarDate("2026-01-01") ?? CalendarDate(secondsSince1970: 0)

  static func lint(
    _ files: [(path: String, text: String)], spec: String? = Example.standardSpec,
    configuration: Configuration = Configuration(),
    environment: String? = nil, state: GitRepository.FileState? = nil
  ) -> ProjectLinter.Outcome {
    var configuration = configuration
    if let own = files.first(where: { $0.path == ".speclint.yaml" }) {
      let given = configuration
      configuration = (try? ConfigurationReader.read(SourceText(path: own.path, text: own.text))) ?? configuration
      configuration.severities.merge(given.severities) { $1 }
      configuration.allow += given.allow
    }
    var documents = files.filter { FileKind(path: $0.path) == .specDocument }
    if documents.isEmpty, let spec { documents = [("docs/deployment-spec.md", spec)] }
    let artifacts = files.filter { FileKind(path: $0.path) != .specDocument && $0.path != ".speclint.yaml" }
    let paths = Set((documents + artifacts).map(\.path))
    func file(_ entry: (path: String, text: String)) -> ProjectFile {
      ProjectFile(
        source: SourceText(path: entry.path, text: entry.text), path: entry.path,
        state: state)
    }
    let project = Project(
      documents: documents.map(file), files: artifacts.map(file).sorted { $0.path < $1.path },
      configuration: configuration,
      environment: environment, today: today,
      folder: ProjectFolder(
        exists: { paths.contains($0) },
        read: { path in files.first { $0.path == path }.map { SourceText(path: path, text: $0.text) } }))
    return ProjectLinter(project).run()
  }

  static func findings(
    of rule: String, _ files: [(path: String, text: String)], spec: String? = Example.standardSpec,
    configuration: Configuration = Configuration(), state: GitRepository.FileState? = nil
  ) -> [Finding] {
    var configuration = configuration
    if let card = RuleRegistry.rule(rule)?.card, card.isOptIn {
      configuration.severities[rule] = .severity(card.severity)
    }
    return lint(files, spec: spec, configuration: configuration, state: state).findings.filter { $0.rule == rule }
  }
}
