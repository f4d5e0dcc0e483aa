import Artifacts
import ByteSearch
import DeploymentSpec
import Diagnostics
import Syntax

/// Finds where secret values stand, so that no report prints them: the values of variables that the spec flags secret, of
/// those whose names say so, and what could not be read in a dotenv file.
enum SecretPlaces {
  static func find(_ facts: ProjectFacts, _ findings: [Finding]) -> Redactions {
    var redactions = Redactions()
    var known: [String: Bool] = [:]
    for bound in facts.artifacts {
      for binding in bindings(of: bound.artifact) where isSecret(binding, facts, &known) {
        switch binding.value {
        case .literal(let text): redactions.hide(binding.valueLocation, meaning: text)
        case .reference(let reference)
        where reference.fallback != nil || hasCredentials(reference.text) || LiteralPart.hasOwnText(reference):
          redactions.hide(binding.valueLocation)
        default: break
        }
      }
      hideSettings(in: bound.artifact, facts, &redactions)
      if case .dotenv(let tree) = bound.artifact.content {
        for problem in tree.problems { redactions.hide(Location(tree.source, problem.range)) }
      }
    }
    if let spec = facts.spec {
      hideBlocks(of: spec, &redactions)
      SecretRows.hide(in: spec, &redactions)
    }
    return redactions
  }

  /// What blocks of settings in the documents give variables that are secret.
  static func hideBlocks(of spec: DeploymentSpec, _ redactions: inout Redactions) {
    for entry in spec.environmentBlocks.flatMap(\.entries)
    where isSecretName(entry.name) || spec.variables[entry.name]?.isSecret ?? false {
      if case .literal(let text) = ValueReader.read(entry.value.value, expands: true) {
        redactions.hide(entry.value.citation.location, meaning: text)
      }
    }
  }

  /// `NAME=value` in RUN instructions.
  private static func hideSettings(in artifact: Artifact, _ facts: ProjectFacts, _ redactions: inout Redactions) {
    for setting in artifact.buildSteps.flatMap(\.settings) where !setting.value.isEmpty {
      guard
        facts.spec?.variables[setting.name]?.secret?.value ?? isSecretName(setting.name)
          || hasCredentials(setting.value),
        !setting.value.hasPrefix("$")
      else { continue }
      let valueLength = setting.word.range.count - setting.name.utf8.count - 1
      guard valueLength > 0 else { continue }
      redactions.hide(
        Location(artifact.source, setting.word.range.upperBound - valueLength..<setting.word.range.upperBound))
    }
  }

  private static func bindings(of artifact: Artifact) -> [VariableBinding] {
    artifact.bindings + artifact.workloads.flatMap(\.containers).flatMap(\.variables)
      + artifact.variableSets.flatMap(\.bindings) + (artifact.workflow?.bindings.map(\.variable) ?? [])
  }

  private static func isSecret(_ binding: VariableBinding, _ facts: ProjectFacts, _ known: inout [String: Bool]) -> Bool
  {
    let name = binding.name.value
    if let secret = facts.spec?.variables[name]?.secret { return secret.value }
    let isNamed = known[name] ?? isSecret(name, facts)
    known[name] = isNamed
    return isNamed || binding.origin == .secretManifest || hasCredentials(binding.value.literal ?? "")
  }

  /// What the spec says of a variable; of one that it does not know, whether its name is a secret's, or a slip of the pen in
  /// the name of one.
  static func isSecret(_ name: String, _ facts: ProjectFacts) -> Bool {
    guard let variables = facts.spec?.variables else { return isSecretName(name) }
    if let secret = variables[name]?.secret { return secret.value }
    if isSecretName(name) { return true }
    let meant = variables[name.uppercased()] ?? variables.names.nearest(to: name.uppercased()).flatMap { variables[$0] }
    return meant?.isSecret ?? false
  }

  /// A name that is probably a secret's, for variables that no spec says anything of.
  static func isSecretName(_ name: String) -> Bool {
    let upper = name.uppercased()
    guard
      [
        "PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "API_KEY", "PRIVATE_KEY", "ACCESS_KEY",
        "CREDENTIAL", "_PWD", "_PASS", "_DSN", "_KEY", "DATABASE_URL",
      ].contains(where: { upper.contains($0) })
    else { return false }
    return !isPublicName(upper)
  }

  /// A public key, a fingerprint, a tokenizer's setting.
  private static func isPublicName(_ upper: String) -> Bool {
    let words = upper.split { $0 == "_" || $0 == "-" || $0 == "." }
    guard !words.contains(where: { ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "PRIVATE", "DSN"].contains($0) })
    else { return false }
    if words.contains("PUBLIC") || words.contains("PUB") || words.contains("FINGERPRINT") { return true }
    if words.contains("GPG") && words.contains(where: { $0 == "KEY" || $0 == "KEYS" }) { return true }
    return words.contains { $0.hasPrefix("TOKENIZER") || $0.hasPrefix("TOKENIZATION") }
      && !words.contains { $0 == "TOKEN" || $0 == "KEY" }
  }

  /// A user and password in a URL: `scheme://user:password@host`.
  private static func hasCredentials(_ value: String) -> Bool {
    guard let scheme = value.firstRange(of: "://") else { return false }
    let rest = value[scheme.upperBound...]
    guard let at = rest.firstIndex(of: "@") else { return false }
    return rest[..<at].contains(":")
  }
}
