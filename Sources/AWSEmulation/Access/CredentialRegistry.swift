import Cryptography
import Synchronization
import Vault

/// The credentials that the endpoint accepts: those given at its start, and those kept in the vault.
package final class CredentialRegistry: Sendable {
  private let given: [String: Credential]
  private let vault: ResidentVault
  /// Credentials of the vault with their policies read.
  private let known = Mutex<[String: (named: NamedCredential, credential: Credential)]>([:])

  package init(_ credentials: [Credential], vault: ResidentVault) {
    given = Dictionary(credentials.map { ($0.accessKeyID, $0) }, uniquingKeysWith: { first, _ in first })
    self.vault = vault
  }

  /// Nil for an access key that nobody has.
  func find(_ accessKeyID: String) throws -> Credential? {
    if let credential = given[accessKeyID] { return credential }
    let named = try vault.read { try $0.settings().credentials.first { $0.accessKeyID == accessKeyID } }
    guard let named else { return nil }
    if let known = known.withLock({ $0[accessKeyID] }), known.named == named { return known.credential }
    let credential = try Credential(named)
    known.withLock { $0[accessKeyID] = (named, credential) }
    return credential
  }

  /// The caller whose session token this is.
  func caller(ofSessionToken token: [UInt8]) -> Caller? {
    given.values.first { credential in
      credential.sessionToken?.withUnsafeBytes { expected in
        token.withUnsafeBytes { constantTimeEquals(expected, $0) }
      } ?? false
    }?.caller
  }
}

extension Credential {
  /// - Throws: ``IdentityPolicy/Refused`` for a policy that cannot be read.
  package init(_ named: NamedCredential) throws {
    self.init(
      accessKeyID: named.accessKeyID, secretKey: named.secretKey,
      caller: Caller(account: named.account, name: named.name, policy: try named.policy.map(IdentityPolicy.init)))
  }
}
