import Console
import Dispatch
import Synchronization

/// A line on a terminal that says that a run which takes longer than a second goes on.
final class Progress: Sendable {
  private enum State { case waiting, shown, finished }

  private let state = Mutex(State.waiting)

  init() {
    guard Terminal.isErrorTerminal else { return }
    DispatchQueue.global().asyncAfter(deadline: .now() + 1) { [weak self] in self?.show(seconds: 1) }
  }

  private func show(seconds: Int) {
    let isRunning = state.withLock { state in
      guard state != .finished else { return false }
      state = .shown
      Terminal.standardError("\rspeclint: checking… \(seconds) s")
      return true
    }
    guard isRunning else { return }
    DispatchQueue.global().asyncAfter(deadline: .now() + 1) { [weak self] in self?.show(seconds: seconds + 1) }
  }

  /// Takes the line away; more than once does no harm.
  func finish() {
    state.withLock { state in
      if state == .shown { Terminal.standardError("\r\u{1B}[K") }
      state = .finished
    }
  }
}
