import Artifacts
import DeploymentSpec
import Diagnostics
import Syntax

/// What a rule is about: the folder it stands in, and a name that `--only` and `--skip` take.
package enum RuleFamily: String, Sendable, CaseIterable {
  case container, dockerfile, dotenv, secrets, sizing, spec, suppressions, syntax, variables
}

/// What a rule says of itself. A class, because every finding and report holds one.
package final class RuleCard: Sendable {
  /// Kebab-case; names the fault, so that it reads after "allow". Never changes once released.
  package let id: String
  /// The same, for the message of a crash.
  let crumb: StaticString
  package let family: RuleFamily
  /// The fault in one sentence.
  package let summary: String
  /// Why it matters.
  package let rationale: String
  package let severity: Severity
  /// Ids of the same idea in other linters.
  package let aliases: [String]
  /// Whether there is nothing to compare without a spec document.
  package let needsSpec: Bool
  /// Whether it runs only where `--only` or the configuration names it.
  package let isOptIn: Bool

  init(
    _ id: StaticString, _ family: RuleFamily, summary: String, rationale: String, severity: Severity,
    aliases: [String] = [],
    needsSpec: Bool = false, isOptIn: Bool = false
  ) {
    self.id = "\(id)"
    crumb = id
    self.family = family
    self.summary = summary
    self.rationale = rationale
    self.severity = severity
    self.aliases = aliases
    self.needsSpec = needsSpec
    self.isOptIn = isOptIn
  }
}

/// A rule looks at one kind of thing and reports what is wrong with it. Rules hold no state.
package protocol Rule: Sendable {
  static var card: RuleCard { get }
  /// Files that the rule flags and files that it does not: its tests and its documentation.
  static var examples: [Example] { get }
}

/// Looks at a Dockerfile, its syntax and the commands of its RUN instructions.
protocol DockerfileRule: Rule {
  func check(_ file: DockerfileSubject, _ report: inout Report)
}

/// Looks at the name of an image in whatever format it stands.
protocol ImageRule: Rule {
  func check(_ subject: ImageSubject, _ report: inout Report)
}

/// Looks at a dotenv file: its syntax, and what its loaders read.
protocol DotenvRule: Rule {
  func check(_ file: DotenvSubject, _ report: inout Report)
}

/// Looks at one container in whatever format it was written.
protocol ContainerRule: Rule {
  func check(_ subject: ContainerSubject, _ report: inout Report)
}

/// Looks at a task, pod or service as a whole.
protocol WorkloadRule: Rule {
  func check(_ subject: WorkloadSubject, _ report: inout Report)
}

/// Looks at one variable in whatever format it was bound.
protocol VariableRule: Rule {
  /// Whether it looks at the variables of every container rather than at the application's alone.
  static var holdsInEveryContainer: Bool { get }
  func check(_ subject: VariableSubject, _ report: inout Report)
}

/// Looks at a secret that stands in a text of whatever kind.
protocol LeakRule: Rule {
  func check(_ subject: LeakSubject, _ report: inout Report)
}

/// Looks across the files of a project.
protocol ProjectRule: Rule {
  func check(_ project: ProjectFacts, _ report: inout Report)
}

/// Looks at the spec documents themselves.
protocol SpecRule: Rule {
  func check(_ spec: DeploymentSpec, _ project: ProjectFacts, _ report: inout Report)
}

extension VariableRule {
  static var holdsInEveryContainer: Bool { false }
}

extension Rule {
  package var card: RuleCard { Self.card }
}
