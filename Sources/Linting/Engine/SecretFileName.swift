import ByteSearch
import Diagnostics
import Workspace

/// Files that hold secrets, by their names.
enum SecretFileName {
  private static let names: [String: String] = [
    ".env": "variables", ".git": "the whole history", ".npmrc": "a registry's token", ".netrc": "passwords",
    ".pypirc": "a registry's token", ".htpasswd": "passwords", ".pgpass": "passwords", ".git-credentials": "passwords",
    "id_rsa": "a private key", "id_dsa": "a private key", "id_ecdsa": "a private key", "id_ed25519": "a private key",
    ".ssh": "private keys", ".aws": "AWS credentials", ".gnupg": "private keys", ".kube": "a cluster's credentials",
    ".dockercfg": "registry credentials", "terraform.tfstate": "the secrets of a deployment",
    ".vault-token": "a token", "credentials.json": "credentials", "kubeconfig": "a cluster's credentials",
  ]

  /// What a file of this name holds; `nil` where nothing is known of it.
  static func meaning(of path: String) -> String? {
    let clean = ContextPath.normalized(path)
    let name = PathText.name(clean)
    if let meaning = names[name] { return meaning }
    if name.hasPrefix(".env."), !FileKind.isTemplate(name), FileKind(path: name) == .dotenv { return "variables" }
    if clean.hasSuffix(".docker/config.json") { return "registry credentials" }
    if ["key", "p12", "pfx", "jks", "keystore", "kdbx"].contains(where: { name.hasSuffix("." + $0) }) {
      return "a private key"
    }
    return nil
  }

  /// Whether the text of such a file shows that it holds no secret: settings of a package manager without a token, a key
  /// that is public.
  static func isHarmless(_ path: String, _ text: SourceText) -> Bool {
    let name = PathText.name(ContextPath.normalized(path))
    if name.hasSuffix(".key") { return text.bytes.contains(ascii: "PUBLIC KEY-----") && !hasPrivateKey(text) }
    guard settings.contains(name) else { return false }
    return !(0..<text.lines.count).contains { line in
      givesSecret(text.text(text.lines.content(of: line, in: text.bytes)).lowercased())
    }
  }

  private static let settings: Set<String> = [".npmrc", ".pypirc", ".netrc"]

  private static func hasPrivateKey(_ text: SourceText) -> Bool { text.bytes.contains(ascii: "PRIVATE KEY-----") }

  /// Whether a line gives a password or a token that is no reference to a variable.
  private static func givesSecret(_ line: String) -> Bool {
    if let scheme = line.firstRange(of: "://"), line[scheme.upperBound...].prefix(while: { $0 != "/" }).contains("@") {
      return true
    }
    guard let mark = ["_auth", "password", "token"].lazy.compactMap({ line.firstRange(of: $0) }).first,
      !line.hasPrefix("#"), !line.hasPrefix(";")
    else { return false }
    let value = line[mark.upperBound...].drop { !"= :\t".contains($0) }.drop { "= :\t\"'".contains($0) }
    return !value.isEmpty && !value.hasPrefix("$") && !value.hasPrefix("%")
  }
}
