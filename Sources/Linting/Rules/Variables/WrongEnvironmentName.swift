import Artifacts
import ByteSearch
import DeploymentSpec
import Diagnostics
import Vocabulary

struct WrongEnvironmentName: VariableRule {
  static let card = RuleCard(
    "wrong-environment-name", .variables,
    summary: "NODE_ENV, or a variable like it, names another environment than the file is for.",
    rationale:
      "Frameworks switch logging, caching and error pages by it; the application behaves as in the wrong environment.",
    severity: .error, needsSpec: true)

  static let examples: [Example] = [
    .flags("NODE_ENV=⟦development⟧", in: ".env.production"),
    .flags("services:\n  api:\n    build: .\n    environment: {NODE_ENV: ⟦production⟧}", in: "compose.staging.yaml"),
    .passes("NODE_ENV=production", in: ".env.production"),
    .passes("NODE_ENV=development", in: ".env.local"),
    .passes("FROM node:20-alpine\nENV NODE_ENV=production\nUSER node"),
  ]

  private static let names: Set<String> = [
    "NODE_ENV", "APP_ENV", "RAILS_ENV", "RACK_ENV", "ENVIRONMENT", "ENV", "APP_ENVIRONMENT", "DEPLOY_ENV",
    "ASPNETCORE_ENVIRONMENT",
    "SPRING_PROFILES_ACTIVE", "FLASK_ENV", "DJANGO_ENV", "GO_ENV", "MIX_ENV",
  ]

  /// Where the spec gives the value itself, that is what counts: many run staging with NODE_ENV=production.
  func check(_ subject: VariableSubject, _ report: inout Report) {
    guard Self.names.contains(subject.name), let environment = subject.environment, let spec = subject.spec,
      let value = subject.binding.value.literal, let named = spec.vocabulary.canonical(value)
    else { return }
    if let documented = subject.variable?.values[environment] {
      guard spec.vocabulary.canonical(documented.value) != named, !documented.value.contains("$") else { return }
      report.flag(
        subject.binding.valueLocation,
        "\(subject.name) is '\(value)' in a file for \(environment), the spec says '\(documented.value)'",
        environment: environment, spec: documented.citation,
        fix: .unsafe(Edit(subject.binding.valueLocation, documented.value)))
    } else if !Self.isSame(named, environment) {
      report.flag(
        subject.binding.valueLocation, "\(subject.name) is '\(value)' in a file for \(environment)",
        environment: environment,
        spec: subject.variable?.mentions.first)
    }
  }

  private static func isSame(_ named: String, _ environment: String) -> Bool {
    named == environment || (environment == "local" && named == "development")
      || (environment == "development" && named == "local")
  }
}
