import CLibSQLite
import Synchronization

/// Closes connections while no other one of this process is at work.
///
/// POSIX drops all locks that a process has on a file as soon as it closes any of its descriptors of that file. SQLite keeps a
/// descriptor back while its locks are held, but looks for them a moment before it closes: another thread may take a lock in between.
enum DeferredClosing {
  private struct State {
    var atWork = 0
    /// Addresses of connections that are to be closed.
    var waiting: [UInt] = []
  }

  private static let state = Mutex(State())

  /// Does something in which a connection may hold locks.
  static func holdingBack<Result>(_ body: () throws -> Result) rethrows -> Result {
    state.withLock { $0.atWork += 1 }
    defer {
      state.withLock { state in
        state.atWork -= 1
        guard state.atWork == 0 else { return }
        state.waiting.forEach(closeNow)
        state.waiting = []
      }
    }
    return try body()
  }

  /// Closes a connection now, or when the last one that is at work is done.
  static func close(_ handle: OpaquePointer?) {
    let address = UInt(bitPattern: handle)
    state.withLock { state in
      if state.atWork == 0 { closeNow(address) } else { state.waiting.append(address) }
    }
  }

  private static func closeNow(_ address: UInt) { sqlite3_close_v2(OpaquePointer(bitPattern: address)) }
}
