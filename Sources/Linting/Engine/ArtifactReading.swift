import Artifacts
import Diagnostics
import Syntax
import Workspace

/// Reads the files of a project as what they are, and binds each to its environment.
extension ProjectLinter {
  private enum ReadFile: Sendable {
    case artifact(BoundArtifact)
    case skipped(SkippedFile?)
    case fault(Finding?)
  }

  func readArtifacts(_ binding: EnvironmentBinding, _ outcome: inout Outcome) -> [BoundArtifact] {
    var artifacts: [BoundArtifact] = []
    let syntax = selection.severity(of: SyntaxError.card)
    for (file, result) in zip(project.files, parallelMap(project.files, jobs: jobs) { read($0, binding, syntax) }) {
      switch result {
      case .artifact(let artifact):
        artifacts.append(artifact)
        if file.isReported { outcome.examined.append(file) }
      case .skipped(let note):
        guard file.isReported else { break }
        if let note {
          outcome.skipped.append(note)
        } else if file.kind == .code || isSearchedForSecrets(file) {
          outcome.examined.append(file)
        }
      case .fault(let finding):
        if let finding { outcome.findings.append(finding) }
        if file.isReported { outcome.examined.append(file) }
      }
    }
    return artifacts
  }

  private func read(_ file: ProjectFile, _ binding: EnvironmentBinding, _ syntax: Severity?) -> ReadFile {
    Breadcrumbs.enter(file: file.source.path)
    if file.source.bytes.prefix(8_000).contains(0), ![.yaml, .json, .code, .other].contains(file.kind) {
      return .fault(syntax.map { binaryFinding(file, $0) })
    }
    let result: ArtifactReader.Result =
      switch file.kind {
      case .dockerfile: ArtifactReader.dockerfile(file.source)
      case .dotenv: .artifact(ArtifactReader.dotenv(file.source))
      case .compose: .artifact(ArtifactReader.compose(file.source))
      case .yaml: ArtifactReader.yaml(file.source)
      case .json: ArtifactReader.json(file.source)
      case .specDocument, .code, .other: .unrecognised
      }
    switch result {
    case .artifact(let artifact):
      return .artifact(BoundArtifact(file: file, artifact: artifact, environment: binding.environment(of: file.path)))
    case .template(let what): return .skipped(SkippedFile(file: file.source.path, reason: what))
    case .unrecognised: return .skipped(nil)
    }
  }

  private func binaryFinding(_ file: ProjectFile, _ severity: Severity) -> Finding {
    var report = Report(SyntaxError.card, severity: severity)
    let isUTF16 = file.source.bytes.starts(with: [0xFF, 0xFE]) || file.source.bytes.starts(with: [0xFE, 0xFF])
    report.flag(
      Location(file.source, 0..<0),
      isUTF16 ? "UTF-16 text where UTF-8 was expected" : "a binary file where text was expected",
      help: isUTF16 ? "save it as UTF-8" : "its name says that it is a text file that speclint reads")
    return report.findings[0]
  }
}
