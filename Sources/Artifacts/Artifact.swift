import Diagnostics
import Syntax
import Vocabulary

/// One file of a repository, read: its syntax tree and the facts that rules compare with the spec.
package struct Artifact: Sendable {
  package enum Content: Sendable {
    case dockerfile(DockerfileTree)
    case dotenv(DotenvTree)
    case compose(DataTree)
    case ecs(DataTree)
    case kubernetes(DataTree)
    case workflow(DataTree)
  }

  package let source: SourceText
  package let content: Content
  package internal(set) var problems: [SyntaxProblem]
  package let comments: [Range<Int>]
  package internal(set) var workloads: [Workload] = []
  /// The images that the stages of a Dockerfile are built on.
  package internal(set) var baseImages: [Fact<ImageReference>] = []
  /// The RUN instructions of a Dockerfile.
  package internal(set) var buildSteps: [BuildStep] = []
  /// The variables of a dotenv file.
  package internal(set) var bindings: [VariableBinding] = []
  package internal(set) var variableSets: [VariableSet] = []
  package internal(set) var autoscalers: [Autoscaler] = []
  /// Names that a compose file takes from the environment or its `.env`.
  package internal(set) var interpolations: Set<String> = []

  /// What a workflow says.
  package internal(set) var workflow: Workflow?

  package var workflowReferences: [Workflow.Reference] { workflow?.references ?? [] }

  init(source: SourceText, content: Content, problems: [SyntaxProblem], comments: [Range<Int>]) {
    self.source = source
    self.content = content
    self.problems = problems
    self.comments = comments
  }

  /// Whether a Dockerfile's `# check=` directive says `error=true`.
  package var failsOnBuildChecks: Bool {
    guard case .dockerfile(let tree) = content else { return false }
    return tree.directives.contains { directive in
      directive.name == "check"
        && directive.value.split(separator: ";").contains { $0.filter { $0 != " " } == "error=true" }
    }
  }

  /// The checks that a Dockerfile's `# check=experimental=…` switches on, in small letters; `all` is one.
  package var experimentalChecks: Set<String> {
    guard case .dockerfile(let tree) = content, !tree.directives.isEmpty else { return [] }
    let parts = tree.directives.filter { $0.name == "check" }.flatMap { $0.value.split(separator: ";") }
    return parts.reduce(into: []) { names, part in
      let bare = part.filter { !$0.isWhitespace }.lowercased()
      guard bare.hasPrefix("experimental=") else { return }
      names.formUnion(bare.dropFirst(13).split(separator: ",").map(String.init))
    }
  }

  package var noun: String {
    switch content {
    case .dockerfile: "Dockerfile"
    case .dotenv: "dotenv file"
    case .compose: "compose file"
    case .ecs: "ECS task definition"
    case .kubernetes: "Kubernetes manifest"
    case .workflow: "workflow"
    }
  }
}
