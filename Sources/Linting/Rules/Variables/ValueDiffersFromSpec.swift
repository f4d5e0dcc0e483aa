import Artifacts
import DeploymentSpec
import Diagnostics

struct ValueDiffersFromSpec: VariableRule {
  static let card = RuleCard(
    "value-differs-from-spec", .variables,
    summary: "A setting has another value than the spec gives it in this environment.",
    rationale: "The spec's environment blocks and feature flags say what is deployed; one of the two is out of date.",
    severity: .warning, needsSpec: true)

  private static let spec = """
    # Configuration

    ## 1.1 Environments

    | Environment | Purpose |
    |---|---|
    | Staging | acceptance |
    | Production | service |

    ## 2.1 Variables

    | Variable | Type | Required |
    |---|---|---|
    | LOG_LEVEL | string | ❌ |

    ## 3.4 Production

    ```env
    LOG_LEVEL=warn
    API_KEY=${PROD_API_KEY}
    ```

    ## 6.1 Feature flags

    | Flag | Default | Per environment |
    |---|---|---|
    | FEATURE_SEARCH | false | Staging only: true |
    """

  static let examples: [Example] = [
    .flags("LOG_LEVEL=⟦debug⟧", in: ".env.production", spec: spec),
    .flags("FEATURE_SEARCH=⟦true⟧", in: ".env.production", spec: spec),
    .passes("LOG_LEVEL=warn\nAPI_KEY=${KEY}\nFEATURE_SEARCH=false", in: ".env.production", spec: spec),
    .passes("LOG_LEVEL=debug\nFEATURE_SEARCH=true", in: ".env.staging", spec: spec),
    .passes("LOG_LEVEL=debug", in: ".env.local", spec: spec),
  ]

  /// A developer's own values are no one's business; secrets have rules of their own; NODE_ENV has one.
  func check(_ subject: VariableSubject, _ report: inout Report) {
    guard !subject.isSensitive, !subject.isTemplate, let environment = subject.environment, environment != "local",
      let value = subject.binding.value.literal, let expected = subject.variable?.values[environment],
      value != expected.value,
      case .literal = ValueReader.read(expected.value, expands: true), subject.spec?.vocabulary.canonical(value) == nil
    else { return }
    report.flag(
      subject.binding.valueLocation,
      "\(subject.name) is '\(value)', the spec gives it '\(expected.value)' in \(environment)",
      environment: environment, spec: expected.citation,
      fix: subject.binding.valueLocation.text == value
        ? .unsafe(Edit(subject.binding.valueLocation, expected.value)) : nil)
  }
}
