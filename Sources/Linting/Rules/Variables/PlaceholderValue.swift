import Artifacts
import DeploymentSpec
import Diagnostics

struct PlaceholderValue: VariableRule {
  static let card = RuleCard(
    "placeholder-value", .variables, summary: "A value that was to be replaced is still there.",
    rationale: "The application starts with it and fails later, or is open to whoever reads the template.",
    severity: .warning)

  static let examples: [Example] = [
    .flags("API_HOST=⟦changeme⟧", in: ".env.staging"),
    .flags("API_HOST=⟦<your-host>⟧", in: ".env.production"),
    .flags("API_HOST=⟦[YOUR_HOST]⟧\nLOG_LEVEL=⟦<level>⟧", in: ".env.production"),
    .passes(#"API_HOST=["https://parcel.test"]"#, in: ".env.production"),
    .passes("API_HOST=[parcel.test, parcel.example.test]\nPORT=[3000]", in: ".env.production"),
    .passes("API_HOST='<b>closed</b>'\nLOG_LEVEL='<?xml version=\"1.0\"?><a/>'", in: ".env.production"),
    .passes("API_HOST='<a href=\"/\">home</a>'\nLOG_LEVEL='[a-z0-9]'", in: ".env.production"),
    .passes("API_HOST=changeme", in: ".env.example"),
    .passes("API_HOST=changeme", in: ".env.local"),
    .passes("API_HOST=none\nPORT=0", in: ".env.staging"),
  ]

  /// Words that are also values: nobody means to replace them.
  private static let words: Set<String> = ["none", "null", "nil", "undefined", "empty", "example", "dummy"]

  func check(_ subject: VariableSubject, _ report: inout Report) {
    guard let value = subject.binding.value.literal, !subject.isTemplate, subject.environment != "local",
      ValueReader.isPlaceholder(value), !Self.words.contains(value.lowercased()), value.contains(where: \.isLetter)
    else { return }
    report.flag(
      subject.binding.valueLocation, "'\(subject.name)' still has a placeholder for its value",
      help: "replace it with the real value, or remove the line", environment: subject.environment)
  }
}
