import Dispatch
import Synchronization
import Vault

/// Changes of the vault, off the threads that answer requests: each waits for the disk. Those that come while the disk is busy are
/// written together, with one wait for all of them; each is acknowledged only when it is durable, and one that is refused leaves
/// nothing.
final class WriteQueue: Sendable {
  private let vault: ResidentVault
  private let queue = DispatchQueue(label: "specvault.writes")
  private let waiting = Mutex<[Change]>([])

  /// The most changes that are written at once, so that none waits long for the others.
  private static let batchLimit = 256

  private struct Change: Sendable {
    let body: @Sendable (Transaction) throws -> Void
    /// Told what the change threw, or nil when it is durable.
    let done: @Sendable ((any Error)?) -> Void
  }

  init(_ vault: ResidentVault) {
    self.vault = vault
  }

  /// - Throws: What the change throws; nothing of it is kept then.
  func run<Result: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      let result = Mutex<Result?>(nil)
      let change = Change { transaction in
        let made = try body(transaction)
        result.withLock { $0 = made }
      } done: { error in
        if let error { return continuation.resume(throwing: error) }
        guard let result = result.withLock({ $0 }) else {
          preconditionFailure("a change that threw nothing has a result")
        }
        continuation.resume(returning: result)
      }
      waiting.withLock { $0.append(change) }
      queue.async { [self] in writeWaiting() }
    }
  }

  private func writeWaiting() {
    let batch = waiting.withLock { waiting in
      let batch = Array(waiting.prefix(WriteQueue.batchLimit))
      waiting.removeFirst(batch.count)
      return batch
    }
    guard !batch.isEmpty else { return }
    do {
      let errors = try vault.writeAll(batch.map(\.body))
      for (change, error) in zip(batch, errors) { change.done(error) }
    } catch {
      for change in batch { change.done(error) }
    }
  }
}
