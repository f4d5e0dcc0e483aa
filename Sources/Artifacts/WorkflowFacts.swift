import ByteSearch
import Diagnostics
import Syntax
import Vocabulary

/// What a workflow of GitHub Actions says about variables and secrets.
package struct Workflow: Sendable {
  /// `${{ secrets.NAME }}` or `${{ vars.NAME }}`.
  package struct Reference: Sendable {
    package let name: String
    package let isSecret: Bool
    /// The variable or input that takes it, where it is the value of one.
    package let target: String?
    package let location: Location
  }

  package struct Binding: Sendable {
    package let variable: VariableBinding
    /// `environment:` of the job, as written.
    package let environment: String?
    /// Whether it is an input of an action, under the name that a variable would have: `jwt-secret` is `JWT_SECRET`.
    package let isInput: Bool
  }

  package fileprivate(set) var references: [Reference] = []
  package fileprivate(set) var scripts: [Script] = []
  package fileprivate(set) var bindings: [Binding] = []
  package fileprivate(set) var builds: [ImageBuild] = []
}

/// Reads workflows: `env` of the workflow, of jobs and of steps, inputs, and scripts
/// (docs.github.com, "Workflow syntax for GitHub Actions").
enum WorkflowFacts {
  /// By its folder and by having jobs.
  static func isWorkflow(_ root: DataNode, path: String) -> Bool {
    path.contains(".github/workflows/") && root["jobs"] != nil
  }

  static func read(_ tree: DataTree) -> Artifact {
    var reader = WorkflowReader()
    if let root = tree.documents.first { reader.read(root) }
    var artifact = Artifact(
      source: tree.source, content: .workflow(tree), problems: tree.problems,
      comments: tree.comments + reader.workflow.scripts.flatMap(\.tree.comments))
    artifact.workflow = reader.workflow
    return artifact
  }
}

private struct WorkflowReader {
  var workflow = Workflow()

  mutating func read(_ root: DataNode) {
    let outer = readVariables(root["env"], nil, inherited: [])
    let shell = root["defaults"]?["run"]?["shell"]?.value
    for (_, job) in root["jobs"]?.entries ?? [] {
      let environment = job["environment"].flatMap { $0.value ?? $0["name"]?.value }
      let variables = readVariables(job["env"], environment, inherited: outer)
      readInputs(job["with"], environment)
      readInputs(job["secrets"], environment)
      let runner = job["runs-on"].map { $0.value ?? $0.elements.compactMap(\.value).joined(separator: " ") } ?? ""
      for step in job["steps"]?.elements ?? [] {
        let own = readVariables(step["env"], environment, inherited: variables)
        readInputs(step["with"], environment)
        if let arguments = step["with"]?["build-args"] { readBuildArguments(arguments, environment) }
        if step["uses"]?.value?.contains("build-push-action") ?? false, let build = ImageBuild(inputs: step["with"]) {
          workflow.builds.append(build)
        }
        if let run = step["run"] {
          readReferences(run, target: nil)
          let script = Workflow.Script(
            run, shell: step["shell"]?.value ?? job["defaults"]?["run"]?["shell"]?.value ?? shell,
            isOnWindows: runner.contains("windows"), secretVariables: own)
          readBuildArguments(script, environment)
          let folder = [step, job["defaults"]?["run"], root["defaults"]?["run"]]
            .lazy.compactMap { $0?["working-directory"]?.value }.first
          workflow.builds += script.tree.commands.filter { Self.builders.contains($0.program) }
            .compactMap { ImageBuild($0, in: folder ?? "") }
          workflow.scripts.append(script)
        }
        if let condition = step["if"] { readReferences(condition, target: nil) }
      }
    }
  }

  /// - Returns: the variables that hold secrets there.
  private mutating func readVariables(_ node: DataNode?, _ environment: String?, inherited: Set<String>) -> Set<String>
  {
    var secrets = inherited
    for (key, value) in node?.entries ?? [] {
      guard let name = key.value else { continue }
      readReferences(value, target: name)
      bind(name, key, value, environment, isInput: false)
      let text = value.value ?? ""
      if text.contains("secrets.") || text.contains("secrets[") { secrets.insert(name) } else { secrets.remove(name) }
    }
    return secrets
  }

  private mutating func readInputs(_ node: DataNode?, _ environment: String?) {
    for (key, value) in node?.entries ?? [] {
      let name = key.value.map { $0.uppercased().replacing("-", with: "_") }
      readReferences(value, target: name)
      if let name, value.value != nil { bind(name, key, value, environment, isInput: true) }
    }
  }

  /// `--build-arg NAME=value` of commands that build images.
  private mutating func readBuildArguments(_ script: Workflow.Script, _ environment: String?) {
    for command in script.tree.commands where Self.builders.contains(command.program) {
      for (option, word) in zip(command.words, command.words.dropFirst()) where option.text == "--build-arg" {
        bindArgument(word.text, script.location.source, word.range, environment)
      }
      for word in command.words where word.text.hasPrefix("--build-arg=") {
        bindArgument(String(word.text.dropFirst(12)), script.location.source, word.range, environment)
      }
    }
  }

  private static let builders: Set<String> = ["docker", "podman", "buildah", "nerdctl", "depot"]

  /// The lines of the input of docker/build-push-action.
  private mutating func readBuildArguments(_ node: DataNode, _ environment: String?) {
    let source = node.location.source
    for line in source.lines.line(
      at: node.range.lowerBound)...source.lines.line(at: max(node.range.lowerBound, node.range.upperBound - 1))
    {
      let content = source.bytes.trimmed(source.lines.content(of: line, in: source.bytes).clamped(to: node.range))
      bindArgument(source.text(content), source, content, environment)
    }
  }

  private mutating func bindArgument(
    _ text: String, _ source: SourceText, _ range: Range<Int>, _ environment: String?
  ) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty, name.utf8.allSatisfy(\.isWord) else { return }
    let value = parts.count > 1 ? ValueReader.read(String(parts[1]), expands: true) : .inherited
    let location = Location(source, range)
    workflow.bindings.append(
      Workflow.Binding(
        variable: VariableBinding(
          name: Located(String(name), location), value: value, origin: .buildArgument, valueLocation: location,
          location: location),
        environment: environment, isInput: false))
  }

  private mutating func bind(
    _ name: String, _ key: DataNode, _ value: DataNode, _ environment: String?, isInput: Bool
  ) {
    let binding = VariableBinding(
      name: Located(name, key.location), value: ValueReader.read(value.value ?? "", expands: false),
      origin: .environment, valueLocation: value.location,
      location: Location(key.location.source, key.range.lowerBound..<value.range.upperBound))
    workflow.bindings.append(Workflow.Binding(variable: binding, environment: environment, isInput: isInput))
  }

  /// The expressions of a scalar, at their places in the file.
  private mutating func readReferences(_ node: DataNode, target: String?) {
    let source = node.location.source
    var index = node.range.lowerBound
    while let open = source.bytes.firstRange(of: "${{".utf8, in: index..<node.range.upperBound),
      let close = source.bytes.firstRange(of: "}}".utf8, in: open.upperBound..<node.range.upperBound)
    {
      for (context, isSecret) in [("secrets.", true), ("secrets['", true), ("vars.", false), ("vars['", false)] {
        var start = open.upperBound
        while let found = source.bytes.firstRange(of: context.utf8, in: start..<close.lowerBound) {
          let end = source.bytes.end(from: found.upperBound, while: \.isWord)
          let isWhole = !source.bytes[found.lowerBound - 1].isWord
          if end > found.upperBound, isWhole {
            workflow.references.append(
              Workflow.Reference(
                name: source.text(found.upperBound..<end), isSecret: isSecret, target: target,
                location: Location(source, found.lowerBound..<end)))
          }
          start = max(end, found.upperBound)
        }
      }
      index = close.upperBound
    }
  }
}
