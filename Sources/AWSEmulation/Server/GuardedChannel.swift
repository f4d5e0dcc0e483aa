import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

/// Hummingbird's connection with a ``RequestGate`` in it.
struct GuardedChannel: ServerChildChannel {
  private let inner: HTTP1Channel
  private let whenHalfSent: @Sendable () -> Void

  init(_ inner: HTTP1Channel, whenHalfSent: @escaping @Sendable () -> Void) {
    self.inner = inner
    self.whenHalfSent = whenHalfSent
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
    inner.setup(channel: channel, logger: logger).flatMapThrowing { [whenHalfSent] value in
      try RequestGate.install(in: channel, whenHalfSent: whenHalfSent)
      return value
    }
  }

  func handle(value: HTTP1Channel.Value, logger: Logger) async {
    await inner.handle(value: value, logger: logger)
  }
}
