import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Serves an endpoint on sockets until it is told to stop.
package struct LoopbackServer: Sendable {
  package enum Address: Sendable, Equatable {
    /// Zero lets the system choose the port.
    case tcp(host: String, port: Int)
    /// A Unix socket that only the user can open.
    case unix(path: String)
  }

  /// Why the server could not listen.
  package struct NotListening: Error {
    package let description: String
    /// Whether it is a Unix socket.
    package var isSocket = false
  }

  /// How long a request may take from its first byte to its last.
  static let requestTime = TimeAmount.seconds(20)
  /// How long a connection may be silent between requests.
  static let idleTimeout = TimeAmount.seconds(60)
  /// How many connections wait to be accepted.
  static let backlog = 1024

  private let endpoint: Endpoint
  private let group: MultiThreadedEventLoopGroup
  private let logger: Logger

  package init(_ endpoint: Endpoint, threads: Int, logger: Logger) {
    self.endpoint = endpoint
    self.logger = logger
    group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
  }

  /// Serves until a signal comes, or until the group is told to stop.
  /// - Parameters:
  ///   - addresses: Those after the first take over its port where theirs is 0, and are done without where the system has no
  ///     such address.
  ///   - services: Run beside it and end with it.
  ///   - whenReady: Called once with the port that is listened on; nil for a Unix socket.
  package func run(
    _ addresses: [Address], beside services: [any Service], stoppingOn signals: [UnixSignal],
    whenReady: @escaping @Sendable (_ port: Int?) -> Void
  ) async throws {
    let listening = Listening(count: addresses.count, whenReady: whenReady)
    let servers = addresses.enumerated().map { index, address in
      Listener(
        address: address, index: index, listening: listening, endpoint: endpoint, group: group, logger: logger)
    }
    var configuration = ServiceGroupConfiguration(
      services: (servers as [any Service] + services).map {
        ServiceGroupConfiguration.ServiceConfiguration(
          service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
          failureTerminationBehavior: .gracefullyShutdownGroup)
      },
      gracefulShutdownSignals: signals, logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(3)
    // The event loops stay: a connection that is being closed may still want one, and the process ends anyway.
    try await ServiceGroup(configuration: configuration).run()
  }

  /// Lets the process have as many connections as the system allows. What it starts has the limit, too.
  package static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(LoopbackServer.descriptors, &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(LoopbackServer.descriptors, &limit)
  }

  #if canImport(Glibc)
    private static let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #else
    private static let descriptors = RLIMIT_NOFILE
  #endif

  /// How many connections are taken at once; the rest wait.
  static var connectionLimit: Int {
    var limit = rlimit()
    guard getrlimit(descriptors, &limit) == 0, limit.rlim_cur < 1_000_000 else { return 60_000 }
    return max(64, Int(limit.rlim_cur) - 128)
  }
}
