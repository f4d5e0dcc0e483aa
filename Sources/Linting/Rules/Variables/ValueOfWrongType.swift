import Artifacts
import ByteSearch
import DeploymentSpec
import Diagnostics

struct ValueOfWrongType: VariableRule {
  static let card = RuleCard(
    "value-of-wrong-type", .variables, summary: "A value is not of the type that the spec gives its variable.",
    rationale: "The application refuses to start, or reads something else than was meant.", severity: .error,
    aliases: ["SchemaViolation"], needsSpec: true)

  static let examples: [Example] = [
    .flags("PORT=⟦three⟧", in: ".env.staging"),
    .flags("DEBUG_SQL=⟦maybe⟧", in: ".env.staging"),
    .flags("LOG_LEVEL=⟦verbose⟧", in: ".env.staging"),
    .flags("services:\n  api:\n    build: .\n    environment: {PORT: ⟦http⟧}", in: "compose.yaml"),
    .passes("PORT=3000\nDEBUG_SQL=true\nLOG_LEVEL=info", in: ".env.staging"),
    .passes("PORT=\nDEBUG_SQL=${DEBUG}\nLOG_LEVEL=<level>", in: ".env.example"),
  ]

  /// A secret's value is never repeated in the message.
  func check(_ subject: VariableSubject, _ report: inout Report) {
    guard let value = subject.binding.value.literal, !ValueReader.isPlaceholder(value), let variable = subject.variable,
      let type = variable.type
    else { return }
    let found = subject.isSensitive ? nil : "'\(subject.name)' is '\(value)'"
    if let allowed = variable.allowedValues, type.value == .enumeration || type.value == .string,
      !allowed.value.contains(value)
    {
      report.flag(
        subject.binding.valueLocation,
        (found.map { "\($0), the spec allows " }
          ?? "the value of '\(subject.name)' is not one of those that the spec allows: ")
          + allowed.value.joined(separator: ", "),
        environment: subject.environment, spec: allowed.citation)
    } else if !type.value.accepts(value) {
      report.flag(
        subject.binding.valueLocation,
        found.map { "\($0), the spec wants \(type.value.noun)" }
          ?? "the value of '\(subject.name)' is not \(type.value.noun), as the spec wants",
        environment: subject.environment, spec: type.citation)
    }
  }
}
