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

  /// A `run:` and the variables of its surroundings that hold secrets.
  package struct Script: Sendable {
    package let location: Location
    package let secretVariables: Set<String>
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
}

/// Reads workflows: `env` of the workflow, of jobs and of steps, inputs, and scripts
/// (docs.github.com, "Workflow syntax for GitHub Actions").
enum WorkflowFacts {
  /// By its folder and by having jobs.
  static func isWorkflow(_ root: DataNode, path: String) -> Bool {
    path.contains(".github/workflows/") && root["jobs"] != nil
  }

  static func read(_ tree: DataTree) -> Artifact {
    var artifact = Artifact(
      source: tree.source, content: .workflow(tree), problems: tree.problems, comments: tree.comments)
    var reader = WorkflowReader()
    if let root = tree.documents.first { reader.read(root) }
    artifact.workflow = reader.workflow
    return artifact
  }
}

private struct WorkflowReader {
  var workflow = Workflow()

  mutating func read(_ root: DataNode) {
    let outer = readVariables(root["env"], nil, inherited: [])
    for (_, job) in root["jobs"]?.entries ?? [] {
      let environment = job["environment"].flatMap { $0.value ?? $0["name"]?.value }
      let variables = readVariables(job["env"], environment, inherited: outer)
      readInputs(job["with"], environment)
      readInputs(job["secrets"], environment)
      for step in job["steps"]?.elements ?? [] {
        let own = readVariables(step["env"], environment, inherited: variables)
        readInputs(step["with"], environment)
        if let run = step["run"] {
          readReferences(run, target: nil)
          workflow.scripts.append(Workflow.Script(location: run.location, secretVariables: own))
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
      if text.contains("secrets.") { secrets.insert(name) } else { secrets.remove(name) }
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
      for (context, isSecret) in [("secrets.", true), ("vars.", false)] {
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
