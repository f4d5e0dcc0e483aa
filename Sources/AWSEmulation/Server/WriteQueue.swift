import Dispatch
import Synchronization
import Vault

/// Changes of the vault, one after the other, off the threads that answer requests: each waits for the disk.
final class WriteQueue: Sendable {
  private let vault: ResidentVault
  private let queue = DispatchQueue(label: "specvault.writes")

  init(_ vault: ResidentVault) {
    self.vault = vault
  }

  /// - Throws: What the change throws; nothing of it is kept then.
  func run<Result: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { [vault] in
        continuation.resume(with: Swift.Result { try vault.write(body) })
      }
    }
  }
}
