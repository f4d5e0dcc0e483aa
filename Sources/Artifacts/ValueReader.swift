import ByteSearch
import Syntax
import Vocabulary

/// Tells a value that stands in the artifact from one that only points elsewhere.
package enum ValueReader {
  /// - Parameter expands: whether `$NAME` and `${NAME}` are replaced by whatever reads the artifact.
  package static func read(_ text: String, expands: Bool) -> BindingValue {
    if text.isEmpty { return .empty }
    if let reference = storeReference(text) { return .reference(reference) }
    if expands, let reference = variableReference(text) { return .reference(reference) }
    return .literal(text)
  }

  /// The references of secret managers and of tools that fill them in: CloudFormation dynamic references, ARNs, 1Password,
  /// vals, SOPS, Vault, templates of Helm, CI and envsubst.
  private static func storeReference(_ text: String) -> SecretReference? {
    if text.hasPrefix("arn:") { return arn(text) }
    if text.hasPrefix("{{resolve:secretsmanager:") {
      return SecretReference(text: text, store: .secretsManager, name: part(text, 2))
    }
    if text.hasPrefix("{{resolve:ssm") {
      return SecretReference(text: text, store: .parameterStore, name: part(text, 2))
    }
    if text.hasPrefix("ref+awssecrets") { return SecretReference(text: text, store: .secretsManager) }
    if text.hasPrefix("ref+awsssm") { return SecretReference(text: text, store: .parameterStore) }
    if text.hasPrefix("secretsmanager:") { return SecretReference(text: text, store: .secretsManager) }
    if text.hasPrefix("ssm:") { return SecretReference(text: text, store: .parameterStore) }
    if text.hasPrefix("vault:") { return SecretReference(text: text, store: .hashicorpVault) }
    if text.contains("${{"), text.contains("}}") { return githubExpression(text) }
    for (opening, closing) in [
      ("{{", "}}"), ("ENC[", "]"), ("ref+", ""), ("op://", ""), ("<%", "%>"), ("gcp-sm:", ""), ("sops:", ""),
    ]
    where text.hasPrefix(opening) && (closing.isEmpty || text.contains(closing)) {
      return SecretReference(text: text)
    }
    return nil
  }

  private static func githubExpression(_ text: String) -> SecretReference {
    SecretReference(text: text, store: text.contains("secrets.") ? .github : nil)
  }

  private static func part(_ text: String, _ index: Int) -> String? {
    let parts = text.filter { $0 != "{" && $0 != "}" }.split(separator: ":", omittingEmptySubsequences: false)
    return index < parts.count ? String(parts[index]) : nil
  }

  /// `arn:aws:secretsmanager:…:secret:NAME-xxxxxx:key::` or `arn:aws:ssm:…:parameter/NAME`.
  package static func arn(_ text: String) -> SecretReference {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    switch parts.count > 2 ? parts[2] : "" {
    case "secretsmanager":
      return SecretReference(
        text: text, store: .secretsManager, name: parts.count > 6 ? parts[6] : nil,
        key: parts.count > 7 && !parts[7].isEmpty ? parts[7] : nil)
    case "ssm":
      let name = parts.count > 5 ? parts[5].dropFirst("parameter".count) : ""
      return SecretReference(text: text, store: .parameterStore, name: String(name))
    default:
      return SecretReference(text: text)
    }
  }

  /// A text that takes part of its value from a variable. `postgres://u:${PW}@h` holds no secret of its own.
  private static func variableReference(_ text: String) -> SecretReference? {
    let references = VariableReference.find(in: Array(text.utf8))
    guard let first = references.first else { return nil }
    return SecretReference(
      text: text, name: references.count == 1 ? first.name : nil,
      fallback: references.lazy.compactMap(\.fallback).first { !$0.isEmpty })
  }

  /// Whether a value in a template is there to show the form: it says so in a word, or is too plain for a real secret.
  package static func isSample(_ text: String) -> Bool {
    if isPlaceholder(text) { return true }
    let lowered = text.lowercased()
    if sampleWords.contains(where: lowered.contains) { return true }
    return text.utf8.count < 8 || !text.contains(where: \.isNumber) || !text.contains(where: \.isLetter)
  }

  private static let sampleWords = [
    "localhost", "127.0.0.1", "example", "change", "your", "placeholder", "dummy", "sample", "secret", "password",
    "local",
    "insert", "replace", "here", "xxxx", "test",
  ]
}
