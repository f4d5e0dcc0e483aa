import Artifacts
import DeploymentSpec
import Diagnostics
import Quantities
import Syntax
import Vocabulary
import Workspace

/// A Dockerfile with all that its rules look at.
///
/// A class, because it is handed to a hundred rules.
final class DockerfileSubject: Sendable {
  let tree: DockerfileTree
  /// Its RUN instructions, those inside of ONBUILD too.
  let steps: [BuildStep]
  /// Where those of each stage stand among them.
  private let stepRanges: [Range<Int>]
  /// What package managers are told to do, by manager.
  let packageCalls: [[PackageCall]]
  /// The instructions of all stages, and those inside of ONBUILD.
  let instructionsAndTriggers: [DockerfileInstruction]
  /// What ENV, ARG and RUN instructions set.
  let settings: [VariableSetting]
  /// Its references to ARG and ENV that find nothing.
  let variables: BuildVariables
  /// What ENV and ARG say where an instruction stands.
  let definitions: StageDefinitions
  /// Relative to the project's root.
  private let path: String
  private let project: ProjectFacts

  init(_ tree: DockerfileTree, steps: [BuildStep], path: String, _ project: ProjectFacts) {
    self.tree = tree
    self.steps = steps
    stepRanges = Self.ranges(of: steps, stages: tree.stages.count)
    packageCalls = PackageCall.all(in: steps)
    let instructions = tree.instructions
    instructionsAndTriggers =
      instructions.contains { !$0.trigger.isEmpty } ? instructions.flatMap { [$0] + $0.trigger } : instructions
    settings = VariableSetting.all(in: instructionsAndTriggers, steps)
    variables = BuildVariables(tree)
    definitions = StageDefinitions(tree)
    self.path = path
    self.project = project
  }

  var spec: DeploymentSpec? { project.spec }
  var options: Configuration.RuleOptions { project.options }
  /// The folders that it may be built in.
  var contexts: [BuildContext] {
    let copied = instructions.filter { [.copy, .add].contains($0.keyword) && $0.flag("from") == nil }
      .flatMap { $0.words.dropLast().map(\.text).filter(ContextPath.isOneFile) }
    return project.contexts(of: path, copying: copied.map(ContextPath.normalized))
  }

  /// Whether a compose service of the project builds this file and brings no health check of its own.
  var isRunWithoutHealthCheck: Bool { project.isRunWithoutHealthCheck(path) }

  var source: SourceText { tree.source }
  var stages: [DockerfileStage] { tree.stages }
  var instructions: [DockerfileInstruction] { tree.instructions }

  private static func ranges(of steps: [BuildStep], stages: Int) -> [Range<Int>] {
    var start = 0
    return (0..<stages).map { stage in
      var end = start
      while end < steps.count, steps[end].stage == stage { end += 1 }
      defer { start = end }
      return start..<end
    }
  }

  /// The RUN instructions of a stage.
  func steps(in stage: DockerfileStage) -> ArraySlice<BuildStep> { steps[stepRanges[stage.index]] }

  func place(_ range: Range<Int>) -> Location { Location(tree.source, range) }
  func place(_ word: ShellWord) -> Location { Location(tree.source, word.range) }
  func place(_ word: DockerfileWord) -> Location { Location(tree.source, word.range) }

  /// The programs of some names that RUN instructions start, each with its step.
  func forEachInvocation(of programs: [String], _ body: (Invocation, BuildStep) -> Void) {
    for step in steps {
      for invocation in step.invocations where programs.contains(invocation.program) { body(invocation, step) }
    }
  }
}

/// The name of an image and what is known of its use.
struct ImageSubject: Sendable {
  let image: Fact<ImageReference>
  /// Whether the image is made by the artifact that names it.
  let isBuiltHere: Bool
  let environment: String?
  let options: Configuration.RuleOptions
  let today: CalendarDate
}
