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

  private static let spec = """
    # Configuration

    ## 1.1 Environments

    | Environment | Purpose |
    |---|---|
    | Staging | acceptance |
    | Production | service |

    ## 2.1 Variables

    | Variable | Type | Allowed values |
    |---|---|---|
    | NODE_ENV | enum | development, staging, production |
    | APP_ENV | string | |

    ## 3.3 Staging

    ```env
    APP_ENV=acceptance
    ```
    """

  static let examples: [Example] = [
    .flags("NODE_ENV=⟦production⟧\nAPP_ENV=⟦production⟧", in: ".env.staging", spec: spec),
    .flags(
      "services:\n  api:\n    build: .\n    environment: {NODE_ENV: ⟦production⟧}", in: "compose.staging.yaml",
      spec: spec),
    .flags("NODE_ENV=⟦development⟧", in: ".env.production"),
    .passes("NODE_ENV=staging\nAPP_ENV=acceptance", in: ".env.staging", spec: spec),
    .passes("NODE_ENV=production\nAPP_ENV=production", in: ".env.staging"),
    .passes("services:\n  api:\n    build: .\n    environment: {NODE_ENV: production}", in: "compose.staging.yaml"),
    .passes("NODE_ENV=development", in: ".env.staging"),
    .passes("NODE_ENV=production", in: ".env.production"),
    .passes("NODE_ENV=development", in: ".env.local"),
    .passes("NODE_ENV=development", in: ".env.local", spec: spec),
    .passes("FROM node:20-alpine\nENV NODE_ENV=production\nUSER node"),
  ]

  private static let names: Set<String> = [
    "NODE_ENV", "APP_ENV", "RAILS_ENV", "RACK_ENV", "ENVIRONMENT", "ENV", "APP_ENVIRONMENT", "DEPLOY_ENV",
    "ASPNETCORE_ENVIRONMENT",
    "SPRING_PROFILES_ACTIVE", "FLASK_ENV", "DJANGO_ENV", "GO_ENV", "MIX_ENV",
  ]

  /// Many run staging with NODE_ENV=production: what the documents give counts, a value or an enumeration that has the
  /// environment in it. Where they give nothing, no one runs production in the mode for developers.
  func check(_ subject: VariableSubject, _ report: inout Report) {
    guard Self.names.contains(subject.name), let environment = subject.environment, let spec = subject.spec,
      let value = subject.binding.value.literal, let named = spec.vocabulary.canonical(value)
    else { return }
    let found = "\(subject.name) is '\(value)' in a file for \(environment)"
    let place = subject.binding.valueLocation
    if let documented = subject.variable?.values[environment] {
      guard spec.vocabulary.canonical(documented.value) != named, !documented.value.contains("$") else { return }
      report.flag(
        place, "\(found), the spec says '\(documented.value)'", environment: environment, spec: documented.citation,
        fix: .unsafe(Edit(place, documented.value)))
    } else if let allowed = subject.variable?.allowedValues,
      let own = allowed.value.first(where: { spec.vocabulary.canonical($0) == environment })
    {
      guard !Self.isSame(named, environment) else { return }
      report.flag(
        place, "\(found), the spec has '\(own)' for it", environment: environment, spec: allowed.citation,
        fix: .unsafe(Edit(place, own)))
    } else if environment == "production", ["local", "development", "test"].contains(named) {
      report.flag(
        place, found, environment: environment, spec: subject.variable?.mentions.first, most: .warning)
    }
  }

  private static func isSame(_ named: String, _ environment: String) -> Bool {
    named == environment || (environment == "local" && named == "development")
      || (environment == "development" && named == "local")
  }
}
