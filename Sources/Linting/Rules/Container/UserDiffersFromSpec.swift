import Artifacts
import DeploymentSpec
import Diagnostics

struct UserDiffersFromSpec: ContainerRule {
  static let card = RuleCard(
    "user-differs-from-spec", .container, summary: "The container runs as another user than the spec names.",
    rationale: "File ownership, volume permissions and policies are made for the user of the spec.", severity: .warning,
    needsSpec: true)

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nUSER ⟦app⟧"),
    .flags("services:\n  api:\n    build: .\n    user: ⟦nobody⟧", in: "compose.yaml"),
    .passes("FROM node:20-alpine\nUSER node"),
    .passes("FROM node:20-alpine\nUSER node:node"),
    .passes("FROM node:20-alpine\nUSER root"),
    .passes("services:\n  api:\n    build: .\n    user: \"1000\"", in: "compose.yaml"),
  ]

  func check(_ subject: ContainerSubject, _ report: inout Report) {
    guard let user = subject.container.user?.written, let expected = subject.settings?.user,
      let name = expected.value.name,
      !ContainerSettings.isRoot(user.value), !isSame(user.value, name)
    else { return }
    report.flag(
      user.location, "\(subject.title) runs as '\(user.value)', the spec names '\(name)'",
      environment: subject.environment,
      spec: expected.citation, fix: .unsafe(Edit(user.location, name)))
  }

  /// A number cannot be held against a name: only the image's own user list could tell.
  private func isSame(_ user: String, _ expected: String) -> Bool {
    let name = user.prefix { $0 != ":" }
    let wanted = expected.prefix { $0 != ":" }
    return name == wanted || isNumber(name) != isNumber(wanted)
  }

  private func isNumber(_ text: Substring) -> Bool { text.allSatisfy(\.isNumber) }
}
