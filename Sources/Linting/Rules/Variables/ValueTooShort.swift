import Artifacts
import DeploymentSpec
import Diagnostics

struct ValueTooShort: VariableRule {
  static let card = RuleCard(
    "value-too-short", .variables, summary: "A value is shorter than the spec's validation allows.",
    rationale: "The application refuses it at its start.", severity: .error, needsSpec: true)

  private static let spec = """
    # Configuration

    ## 2.1 Variables

    | Variable | Type | Secret |
    |---|---|---|
    | JWT_SECRET | string | ✅ |

    ## 5.1 Validation

    ```typescript
    const envSchema = z.object({
      JWT_SECRET: z.string().min(32),
    });
    ```
    """

  static let examples: [Example] = [
    .flags("JWT_SECRET=⟦much-too-short⟧", in: ".env.staging", spec: spec).state(.ignored),
    .passes("JWT_SECRET=${JWT_SECRET}", in: ".env.staging", spec: spec),
    .passes("JWT_SECRET=0123456789-0123456789-0123456789", in: ".env.staging", spec: spec),
    .passes("JWT_SECRET=changeme", in: ".env.example", spec: spec),
  ]

  func check(_ subject: VariableSubject, _ report: inout Report) {
    guard let least = subject.variable?.minimumLength, let value = subject.binding.value.literal,
      value.unicodeScalars.count < least.value, !subject.isTemplate
    else { return }
    report.flag(
      subject.binding.valueLocation,
      "the value of '\(subject.name)' has \(value.unicodeScalars.count) characters, the spec asks for \(least.value)",
      environment: subject.environment, spec: least.citation)
  }
}
