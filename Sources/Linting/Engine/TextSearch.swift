import ByteSearch
import DeploymentSpec
import Diagnostics
import Workspace

/// Texts that nothing but the search for secrets looks at: read, looked through, and forgotten again unless there is
/// something to say of them.
extension LintSession {
  private enum Outcome: Sendable {
    case clean
    case worthReading(SourceText)
    case binary
    case missing
    case fault(FileCollector.Fault)
  }

  /// Whether a file is of no other interest: one of no kind of ours, or a program where no spec asks anything of programs.
  static func isTextAlone(_ path: String, hasSpec: Bool) -> Bool {
    switch FileKind(path: path) {
    case .other: true
    case .code: !hasSpec
    default: false
    }
  }

  /// - Returns: those that hold a secret, or a comment about one.
  mutating func searchTexts(
    _ candidates: [FileCollector.Candidate], _ place: ProjectLocator.Place, _ spec: DeploymentSpec?,
    _ configuration: Configuration
  ) -> [ProjectFile] {
    let search = SecretSearch(spec: spec, selection: selection.with(configuration.severities))
    guard search.hasRules else { return [] }
    let files = files
    let outcomes = parallelMap(candidates, jobs: request.jobs) { candidate -> Outcome in
      let shown = files.display(candidate.path)
      Breadcrumbs.enter(file: shown)
      switch files.content(of: candidate.path, limit: SecretSearch.sizeLimit) {
      case .missing: return .missing
      case .fault(let fault): return .fault(fault)
      case .bytes(let bytes):
        guard let text = SecretSearch.text(bytes) else { return .binary }
        let isSilent =
          !text.contains(ascii: TextComments.mark)
          && search.scanner.scan(text, style: LeakedFiles.style(of: candidate.path)).isEmpty
        return isSilent ? .clean : .worthReading(SourceText(path: shown, bytes: text))
      }
    }
    return zip(candidates, outcomes).compactMap { candidate, outcome in
      let shown = files.display(candidate.path)
      switch outcome {
      case .missing: return nil
      case .fault(let fault): note(fault, of: candidate, shown)
      case .binary: passOver(candidate, "a binary file")
      case .clean: report.note(ExaminedFile(file: shown, kind: "text"))
      case .worthReading(let source):
        return ProjectFile(source: source, path: PathText.relative(candidate.path, to: place.root))
      }
      return nil
    }
  }
}
