import Artifacts
import ByteSearch
import DeploymentSpec
import Diagnostics

struct WeakSecret: VariableRule {
  static let card = RuleCard(
    "weak-secret", .variables, summary: "A secret of production can be guessed.",
    rationale: "Short values and words of the dictionary are tried first; a default is known to everybody.",
    severity: .error, needsSpec: true)

  private static let spec = """
    # Configuration

    ## 1.1 Environments

    | Environment | Purpose |
    |---|---|
    | Staging | acceptance |
    | Production | service |

    ## 2.1 Variables

    | Variable | Secret | Default |
    |---|---|---|
    | JWT_SECRET | ✅ | parcel-default-signing-key |
    | API_HOST | ❌ | |
    """

  static let examples: [Example] = [
    .flags("JWT_SECRET=⟦hunter22⟧", in: ".env.production", spec: spec).state(.ignored),
    .flags("JWT_SECRET=⟦parcel-default-signing-key⟧", in: ".env.production", spec: spec).state(.ignored),
    .passes("JWT_SECRET=hunter22\n", in: ".env.staging", spec: spec),
    .passes("JWT_SECRET=${JWT_SECRET}\nAPI_HOST=short", in: ".env.production", spec: spec),
    .passes("JWT_SECRET=x7Kd92LmQp4RtYv8WsZa31Bn", in: ".env.production", spec: spec),
  ]

  /// In bytes; a random text of so many has 80 bits at least.
  private static let least = 16

  func check(_ subject: VariableSubject, _ report: inout Report) {
    guard subject.isSecret, subject.environment == "production", !subject.isTemplate,
      let value = subject.binding.value.literal, !ValueReader.isPlaceholder(value),
      let fault = fault(value, subject.variable)
    else { return }
    let part = password(in: value) == value ? "value of the secret" : "password in the secret"
    report.flag(
      subject.binding.valueLocation, "the \(part) '\(subject.name)' \(fault)",
      help: "make one: `specvault put \(subject.name) --random`", environment: subject.environment,
      spec: subject.variable?.secret?.citation)
  }

  private func fault(_ value: String, _ variable: SpecVariable?) -> String? {
    if variable?.defaultValue?.value == value { return "is the default that the spec prints" }
    let others = variable?.values.filter { $0.key != "production" }.values.map(\.value) ?? []
    if others.contains(value) { return "is the one that the spec prints for another environment" }
    let secret = password(in: value)
    // Where the spec gives a length of its own, another rule compares with it.
    if secret.utf8.count < Self.least, variable?.minimumLength == nil {
      return "has \(secret.utf8.count) bytes, fewer than \(Self.least)"
    }
    let isWords = secret.allSatisfy { $0.isLowercase || "-_ .".contains($0) }
    return isWords ? "is made of small letters alone" : nil
  }

  /// The password of a URL, else the whole value.
  private func password(in value: String) -> String {
    guard let at = value.lastIndex(of: "@"), let slashes = value.firstRange(of: "://"),
      let colon = value[slashes.upperBound..<max(slashes.upperBound, at)].firstIndex(of: ":")
    else { return value }
    return String(value[value.index(after: colon)..<at])
  }
}
