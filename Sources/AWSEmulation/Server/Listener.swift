import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Which listeners are ready, and the port that the first of them got.
final class Listening: Sendable {
  private struct State {
    var port: Int?
    var missing: Int
    var waiting: [CheckedContinuation<Int?, Never>] = []
    var isFirstDone = false
    var hasFailed = false
  }

  private let state: Mutex<State>
  private let whenReady: @Sendable (Int?) -> Void

  init(count: Int, whenReady: @escaping @Sendable (Int?) -> Void) {
    state = Mutex(State(missing: count))
    self.whenReady = whenReady
  }

  /// The port of the first listener, once it is known; nil where it has none.
  func firstPort() async -> Int? {
    await withCheckedContinuation { continuation in
      let port: Int?? = state.withLock { state in
        if state.isFirstDone { return .some(state.port) }
        state.waiting.append(continuation)
        return nil
      }
      if let port { continuation.resume(returning: port) }
    }
  }

  func ready(_ index: Int, port: Int?) {
    if index == 0 { tellFirst(port) }
    let first = state.withLock { state -> Int?? in
      state.missing -= 1
      return state.missing == 0 && !state.hasFailed ? .some(state.port) : nil
    }
    if let first { whenReady(first) }
  }

  /// The others need not wait, and nobody is told that the server is ready.
  func fail() {
    state.withLock { $0.hasFailed = true }
    tellFirst(nil)
  }

  private func tellFirst(_ port: Int?) {
    let waiting = state.withLock { state in
      if !state.isFirstDone { state.port = port }
      state.isFirstDone = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume(returning: port) }
  }
}

/// One listening socket.
struct Listener: Service, CustomStringConvertible {
  let address: LoopbackServer.Address
  let index: Int
  let listening: Listening
  let endpoint: Endpoint
  let group: MultiThreadedEventLoopGroup
  let logger: Logger

  /// What ServiceLifecycle calls it. Without this it would write out all that can be reached from here, at a third of a start's time.
  var description: String { "listener \(index)" }

  func run() async throws {
    let address = try await resolved()
    let mask = narrowMask()
    let server = Server(
      childChannelSetup: GuardedChannel(
        HTTP1Channel(
          responder: Responder(endpoint: endpoint).respond,
          configuration: HTTP1Channel.Configuration(idleTimeout: LoopbackServer.idleTimeout)),
        whenHalfSent: endpoint.session.noteHalfSent),
      configuration: ServerConfiguration(
        address: address, serverName: nil, backlog: LoopbackServer.backlog,
        availableConnectionsDelegate: MaximumAvailableConnections(LoopbackServer.connectionLimit)),
      onServerRunning: { channel in
        if let mask { umask(mask) }
        listening.ready(index, port: channel.localAddress?.port)
      }, eventLoopGroup: group, logger: logger)
    do {
      try await server.run()
    } catch let error as IOError {
      try await explain(error)
    } catch is SocketAddressError.UnknownHost {
      throw refusal("the name cannot be resolved; give a numeric address")
    }
  }

  private func resolved() async throws -> BindAddress {
    switch address {
    case .tcp(let host, let port):
      guard index > 0 else { return .hostname(host, port: port) }
      let first = await listening.firstPort() ?? 0
      try Task.checkCancellation()
      return .hostname(host, port: port == 0 ? first : port)
    case .unix(let path):
      try refuseUsedSocket(path)
      return .unixDomainSocket(path: path)
    }
  }

  /// A socket's mode comes from the mask; nobody else may open it, not even for a moment.
  /// - Returns: The mask to go back to; nil where it was left alone.
  private func narrowMask() -> mode_t? {
    guard case .unix = address else { return nil }
    return umask(0o177)
  }

  /// A second address that the system does not have, as `::1` without IPv6, is done without.
  private func explain(_ error: IOError) async throws {
    if index > 0, error.errnoCode == EADDRNOTAVAIL || error.errnoCode == EAFNOSUPPORT {
      listening.ready(index, port: nil)
      try await gracefulShutdown()
      return
    }
    throw refusal(String(cString: strerror(error.errnoCode)))
  }

  private func refusal(_ reason: String) -> LoopbackServer.NotListening {
    listening.fail()
    return LoopbackServer.NotListening(description: "cannot listen on \(name): \(reason)")
  }

  private var name: String {
    switch address {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "'\(path)'"
    }
  }

  /// A socket that another server answers on is not taken away from it; a file is not removed.
  private func refuseUsedSocket(_ path: String) throws {
    guard path.utf8.count < 104 else {
      throw LoopbackServer.NotListening(
        description: "the socket's path is longer than 103 bytes: '\(path)'", isSocket: true)
    }
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw LoopbackServer.NotListening(description: "'\(path)' exists and is no socket", isSocket: true)
    }
    guard !UnixSocket.answers(path) else {
      throw LoopbackServer.NotListening(description: "another server listens on '\(path)'", isSocket: true)
    }
  }
}
