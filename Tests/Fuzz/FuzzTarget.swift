import Artifacts
import DeploymentSpec
import Diagnostics
import Leaks
import Linting
import Quantities
import Syntax
import Workspace

/// What reads a text that anybody may have written. It may find anything in it, but it ends, it does not trap, and what it
/// points at lies inside.
enum FuzzTarget: String, CaseIterable {
  case dockerfile, dotenv, yaml, json, markdown, shell, compose, kubernetes, ecs, workflow, spec, settings, leaks, lint

  /// The one that the program was started for, before anything is tested.
  nonisolated(unsafe) static var current = FuzzTarget.dockerfile

  func test(_ bytes: [UInt8]) {
    switch self {
    case .dockerfile: Self.dockerfile(bytes)
    case .dotenv: Self.dotenv(bytes)
    case .yaml: Self.inside(YAMLParser.parse(SourceText(path: "a.yaml", bytes: bytes)))
    case .json: Self.inside(JSONParser.parse(SourceText(path: "a.json", bytes: bytes)))
    case .markdown: Self.markdown(bytes)
    case .shell: Self.shell(bytes)
    case .compose: Self.inside(ArtifactReader.compose(SourceText(path: "compose.yaml", bytes: bytes)))
    case .kubernetes: Self.inside(ArtifactReader.yaml(SourceText(path: "k8s/a.yaml", bytes: bytes)))
    case .ecs: Self.inside(ArtifactReader.json(SourceText(path: "ecs/a.json", bytes: bytes)))
    case .workflow: Self.inside(ArtifactReader.yaml(SourceText(path: ".github/workflows/a.yml", bytes: bytes)))
    case .spec: _ = SpecReader.read([SourceText(path: "deployment-spec.md", bytes: bytes)])
    case .settings: Self.settings(bytes)
    case .leaks:
      for leak in LeakScanner(flags: ["A_KEY": true]).scan(bytes, style: .bare) { Self.inside(leak.range, bytes) }
    case .lint: Self.lint(bytes)
    }
  }

  // MARK: Readers

  private static func dockerfile(_ bytes: [UInt8]) {
    let source = SourceText(path: "Dockerfile", bytes: bytes)
    let tree = DockerfileParser.parse(source)
    for instruction in tree.instructions {
      for word in instruction.words { inside(word.range, bytes) }
      for pair in instruction.pairs { inside(pair.range, bytes) }
      for heredoc in instruction.heredocs { inside(heredoc.content, bytes) }
    }
    inside(ArtifactReader.dockerfile(source))
  }

  private static func dotenv(_ bytes: [UInt8]) {
    let tree = DotenvParser.parse(SourceText(path: ".env", bytes: bytes))
    for entry in tree.entries {
      inside(entry.range, bytes)
      inside(entry.valueRange, bytes)
    }
    for dialect in DotenvDialect.allCases { _ = dialect.read(bytes) }
  }

  private static func markdown(_ bytes: [UInt8]) {
    let tree = MarkdownParser.parse(SourceText(path: "a.md", bytes: bytes))
    for link in tree.links { inside(link.targetRange, bytes) }
    for problem in tree.problems { inside(problem.range, bytes) }
  }

  private static func shell(_ bytes: [UInt8]) {
    var text = LogicalText()
    text.append(bytes, 0..<bytes.count)
    let tree = ShellParser.parse(text)
    for command in tree.commands {
      inside(command.range, bytes)
      for word in command.words { inside(word.range, bytes) }
    }
  }

  private static func settings(_ bytes: [UInt8]) {
    _ = try? ConfigurationReader.read(SourceText(path: ".speclint.yaml", bytes: bytes), rules: .registry)
    _ = try? Baseline(SourceText(path: "baseline.json", bytes: bytes))
    let text = String(decoding: bytes, as: UTF8.self)
    _ = IgnoreFile(text).pattern(excluding: "a/b.c")
    _ = Glob(text).matches("a/b.c")
  }

  /// All rules and the report, over one text as each kind of file in turn.
  private static func lint(_ bytes: [UInt8]) {
    let paths = [
      "Dockerfile", ".env.production", "compose.yaml", "deployment-spec.md", ".github/workflows/a.yml", "a.js",
    ]
    let path = paths[bytes.count % paths.count]
    let file = ProjectFile(source: SourceText(path: path, bytes: bytes), path: path)
    let isDocument = file.kind == .specDocument
    let project = Project(
      documents: isDocument ? [file] : [], files: isDocument ? [] : [file], today: CalendarDate(secondsSince1970: 0),
      folder: ProjectFolder(exists: { _ in false }, read: { _ in nil }))
    let outcome = ProjectLinter(project).run()
    for finding in outcome.findings { inside(finding.location.range, bytes) }
    let report = LintReport(findings: outcome.findings, redactions: outcome.redactions)
    _ = TextRenderer(TextStyle()).render(report)
    _ = FixApplication.apply(outcome.findings, includingUnsafe: true)
  }

  // MARK: What has to hold

  private static func inside(_ range: Range<Int>, _ bytes: [UInt8]) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "\(range) of \(bytes.count)")
  }

  private static func inside(_ tree: DataTree) {
    for problem in tree.problems { inside(problem.range, tree.source.bytes) }
    for comment in tree.comments {
      inside(comment, tree.source.bytes)
      if let entry = tree.entry(after: comment.upperBound) { inside(entry, tree.source.bytes) }
    }
  }

  private static func inside(_ result: ArtifactReader.Result) {
    if case .artifact(let artifact) = result { inside(artifact) }
  }

  private static func inside(_ artifact: Artifact) {
    let containers = artifact.workloads.flatMap(\.containers)
    let bindings = artifact.bindings + containers.flatMap(\.variables) + artifact.variableSets.flatMap(\.bindings)
    for binding in bindings {
      inside(binding.location.range, artifact.source.bytes)
      inside(binding.valueLocation.range, artifact.source.bytes)
    }
    for problem in artifact.problems { inside(problem.range, artifact.source.bytes) }
  }
}
