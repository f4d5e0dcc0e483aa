import ByteSearch

/// A service that keeps secrets or settings outside the artifacts.
package enum SecretStore: Sendable, Hashable, CustomStringConvertible {
  case secretsManager
  case parameterStore
  case github
  /// No stored credential at all: the role of the task or the machine.
  case iamRole
  case kubernetesSecret
  case hashicorpVault
  case googleSecretManager
  case azureKeyVault

  package var description: String {
    switch self {
    case .secretsManager: "AWS Secrets Manager"
    case .parameterStore: "AWS Parameter Store"
    case .github: "GitHub Secrets"
    case .iamRole: "an IAM role"
    case .kubernetesSecret: "a Kubernetes Secret"
    case .hashicorpVault: "HashiCorp Vault"
    case .googleSecretManager: "Google Secret Manager"
    case .azureKeyVault: "Azure Key Vault"
    }
  }

  /// The store that a text names, `nil` for words that name none we can tell apart.
  package init?(naming text: String) {
    let lowered = text.lowercased()
    func has(_ words: String...) -> Bool { words.contains { lowered.contains($0) } }
    if has("parameter store", "parameterstore", "파라미터 스토어", "파라미터스토어", "ssm") {
      self = .parameterStore
    } else if has("github") {
      self = .github
    } else if has("google", "gcp") {
      self = .googleSecretManager
    } else if has("key vault", "keyvault") {
      self = .azureKeyVault
    } else if has("hashicorp", "vault") {
      self = .hashicorpVault
    } else if has("kubernetes secret", "k8s secret", "쿠버네티스 시크릿") {
      self = .kubernetesSecret
    } else if has("secrets manager", "secretsmanager", "secret manager", "시크릿 매니저", "시크릿매니저") {
      self = .secretsManager
    } else if has("iam role", "iam 역할", "task role", "irsa", "instance profile") {
      self = .iamRole
    } else {
      return nil
    }
  }
}
