import AWSEmulation
import Console
import Diagnostics
import Dispatch
import Logging
import ServiceLifecycle
import Synchronization
import Vault

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An endpoint with its server and what runs beside it.
struct RunningEndpoint {
  private let endpoint: Endpoint
  private let vault: ResidentVault
  private let server: LoopbackServer

  init(_ plan: EndpointPlan) throws {
    // What is written now is for those who have the newest key.
    try plan.vault.requireNewestKey()
    let vault = try ResidentVault(plan.vault)
    let anonymous = Caller(account: plan.scope.account, name: "anonymous")
    let registry = CredentialRegistry(plan.given + (plan.session.map { [$0] } ?? []), vault: vault)
    let agentCaller = Caller(account: plan.scope.account, name: "agent")
    var options = Endpoint.Options(
      verifier: plan.verifies ? SignatureVerifier(registry, clock: plan.vault.clock) : nil, anonymous: anonymous,
      region: plan.scope.region,
      doorTokens: DoorTokens(
        registry, own: try plan.agentToken().map { ($0, agentCaller) }, anyone: plan.verifies ? nil : anonymous),
      observer: ServeObserver(logsRequests: plan.logsRequests)
    ) { Who.record($0, $1, $2, $3) }
    options.rotationFunctions = plan.rotationFunctions
    self.vault = vault
    endpoint = Endpoint(vault, options)
    var logger = Logger(label: "specvault", factory: { StreamLogHandler.standardError(label: $0) })
    // Hummingbird's errors are clients that went away; what concerns users is said by the observer.
    logger.logLevel = .critical
    server = LoopbackServer(endpoint, threads: Terminal.processors, logger: logger)
  }

  /// Serves until the process is told to end, and ends it.
  func serve(
    _ addresses: [LoopbackServer.Address], whenReady: @escaping @Sendable (Int?) -> Void
  ) throws -> Never {
    LoopbackServer.raiseDescriptorLimit()
    let session = endpoint.session
    // Under nohup, a terminal that goes does not end it.
    let isKept = Signals.stayIgnored(SIGHUP)
    try Blocking.wait { [self] in
      try await server.run(
        addresses, beside: services,
        stoppingOn: [.sigterm, .sigint, .sigquit] + (isKept ? [] : [.sighup])
      ) { port in
        whenReady(port)
        try? session.note("start", port.map { "port \($0)" } ?? "socket")
      }
    }
    finish()
    Leaving.now(0)
  }

  /// Serves beside the caller.
  /// - Returns: The port, once it is listened on.
  func start() throws -> Int {
    let ready = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<Int, any Error>?>(nil)
    Task.detached { [self] in
      do {
        try await server.run([.tcp(host: "127.0.0.1", port: 0)], beside: services, stoppingOn: []) { port in
          outcome.withLock { $0 = .success(port ?? 0) }
          ready.signal()
        }
      } catch {
        outcome.withLock { $0 = $0 ?? .failure(error) }
        ready.signal()
      }
    }
    ready.wait()
    let port = try outcome.withLock { $0 }?.get() ?? 0
    try endpoint.session.note("start", "port \(port)")
    return port
  }

  /// Saves what the session collected.
  func finish() {
    do {
      try endpoint.session.save(isLast: true)
      try endpoint.session.note("end", endpoint.session.summary)
    } catch {
      Terminal.warn("what the session collected could not be saved: \(Failure(error)?.message ?? "\(error)")")
    }
  }

  private var services: [any Service] { [SessionSaver(session: endpoint.session, vault: vault), Warmer(vault: vault)] }
}

/// Every second, saves what a session collects and looks whether the vault's path still holds the file that is served.
private struct SessionSaver: Service, CustomStringConvertible {
  let session: Session
  let vault: ResidentVault

  var description: String { "session saver" }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await Task.sleep(for: .seconds(1))
          try vault.lookAtPath()
          try session.save(dates: 100)
        } catch is CancellationError {
          return
        } catch {
          Terminal.warn("what the session collected could not be saved: \(Failure(error)?.message ?? "\(error)")")
          try? await Task.sleep(for: .seconds(30))
        }
      }
    }
  }
}

/// Opens all entries while nobody waits for them.
private struct Warmer: Service, CustomStringConvertible {
  let vault: ResidentVault

  var description: String { "warmer" }

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled, (try? vault.warm()) == false { await Task.yield() }
    }
    try await gracefulShutdown()
  }
}

/// Says on standard error what went wrong inside, and what was asked for where that is wanted.
private struct ServeObserver: RequestObserver {
  let logsRequests: Bool

  func answered(_ operation: String, _ subject: String, _ caller: String, _ code: String) {
    guard logsRequests else { return }
    let words = [code, operation, subject.isEmpty ? "-" : subject, caller].filter { !$0.isEmpty }
    Terminal.standardError("specvault: \(PlainLine.of(words.joined(separator: " ")))\n")
  }

  func failed(_ what: String, _ error: any Error) {
    let failure = Failure(error)
    Terminal.explain(
      "\(what): \(failure?.message ?? "an unexpected error of type \(type(of: error))")", hint: failure?.hint,
      program: "specvault")
  }
}

/// Waits in synchronous code for asynchronous code.
enum Blocking {
  /// - Throws: What the body throws.
  static func wait(_ body: @escaping @Sendable () async throws -> Void) throws {
    let done = DispatchSemaphore(value: 0)
    let outcome = Mutex<Result<Void, any Error>>(.success(()))
    Task.detached {
      do {
        try await body()
      } catch {
        outcome.withLock { $0 = .failure(error) }
      }
      done.signal()
    }
    done.wait()
    try outcome.withLock { $0 }.get()
  }
}
