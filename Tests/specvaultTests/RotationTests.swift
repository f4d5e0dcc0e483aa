import Age
import Cryptography
import TestSupport
import Testing
import Vault
import Workspace

/// `check` and the age of secrets: the vault is made with a clock of the past.
@Suite struct RotationTests {
  private static let rules = """

    ## 3. Secrets

    | Secret | Store | Rotation |
    | --- | --- | --- |
    | API_KEY | AWS Secrets Manager | 90 days |
    | DATABASE_URL | AWS Secrets Manager | 365 days |

    """

  @Test func anOldSecretIsToBeRotated() throws {
    let user = VaultUser(["deployment-spec.md": SampleSpec.text + RotationTests.rules])
    let identity = try X25519Identity.generate()
    let content = IdentityFile.content(identity, created: "2026-01-01T00:00:00Z")
    user.home.write(".config/deployspec/identity.txt", bytes: content.withUnsafeBytes { Array($0) })
    _ = Shell.run(["chmod", "600", "\(user.home.path)/.config/deployspec/identity.txt"])
    let now = WallClock.system.now().adding(days: -100)
    try FileSystem.createFolder("\(user.project.path)/.specvault")
    let vault = try Vault.create(
      at: "\(user.project.path)/.specvault/vault.db", for: [identity.recipient], settings: Settings(),
      options: VaultOptions(stateFolder: "\(user.home.path)/state"))
    let scope = try vault.read { try $0.settings().scope }
    let secrets = SecretsManager(scope: scope, now: now)
    try vault.write { transaction in
      for (name, value) in [("API_KEY", "a-key"), ("DATABASE_URL", "postgres://host/db")] {
        let input = SecretInput(SecretBytes(utf8: value))
        _ = try secrets.create(.init(name: "shop/staging/\(name)", value: input), in: transaction)
      }
    }
    let check = user.run("check", "-e", "staging")
    #expect(check.status == 1)
    #expect(check.output.contains("is 100 days old; to be rotated every 90"), "\(check.output)\(check.error)")
    user.put("shop/staging/API_KEY", "a-new-key")
    #expect(user.run("check", "-e", "staging").status == 0)
  }
}
