import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Runs another program to its end.
///
/// `posix_spawn` as it is: no shell, no start-up of a library on the way of a single-file lint.
package enum ChildProcess {
  package struct Output: Sendable {
    package let status: Int32
    package let standardOutput: [UInt8]
    package let standardError: [UInt8]
    /// Whether the program was ended because it took too long; its output is cut then.
    package let isLate: Bool
  }

  /// - Parameters:
  ///   - settings: what it finds in its environment, instead of what this process has by the same names.
  ///   - limit: in seconds; a program that takes longer is ended.
  /// - Returns: `nil` when the program cannot be started.
  package static func run(
    _ arguments: [String], input: [UInt8] = [], settings: [String: String] = [:], limit: Double? = nil
  ) -> Output? {
    guard let program = arguments.first, let pipes = Pipes() else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipes.input.read, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, pipes.output.write, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, pipes.error.write, STDERR_FILENO)
    var attributes = undisturbed()
    defer { posix_spawnattr_destroy(&attributes) }
    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { withSystemPath($0) { strdup($0) } } + [nil]
    defer { argv.forEach { free($0) } }
    var environment = Self.environment(with: settings)
    defer { environment.forEach { free($0) } }
    var pid = pid_t()
    let status = posix_spawnp(&pid, program, &actions, &attributes, &argv, &environment)
    pipes.closeChildEnds()
    guard status == 0 else {
      pipes.closeOwnEnds()
      return nil
    }
    let (output, error, isLate) = exchange(pipes, input, until: limit.map { now + $0 })
    if isLate { kill(pid, SIGKILL) }
    pipes.closeOwnEnds()
    var code: Int32 = 0
    while waitpid(pid, &code, 0) < 0, errno == EINTR {}
    let exitStatus = code & 0x7F == 0 ? (code >> 8) & 0xFF : 128 + (code & 0x7F)
    return Output(status: exitStatus, standardOutput: output, standardError: error, isLate: isLate)
  }

  private static func environment(with settings: [String: String]) -> [UnsafeMutablePointer<CChar>?] {
    var result: [UnsafeMutablePointer<CChar>?] = []
    var index = 0
    while let entry = environ[index] {
      let name = String(cString: entry).prefix { $0 != "=" }
      if settings[String(name)] == nil { result.append(strdup(entry)) }
      index += 1
    }
    return result + settings.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
  }

  /// Seconds of a clock that nobody sets.
  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// No signal blocked, though the thread that starts the child may have some, and SIGPIPE as a program expects it.
  private static func undisturbed() -> posix_spawnattr_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    return attributes
  }

  private final class Pipes {
    var input: (read: Int32, write: Int32) = (-1, -1)
    var output: (read: Int32, write: Int32) = (-1, -1)
    var error: (read: Int32, write: Int32) = (-1, -1)

    init?() {
      guard let input = Self.pair(), let output = Self.pair(), let error = Self.pair() else { return nil }
      (self.input, self.output, self.error) = (input, output, error)
      _ = fcntl(input.write, F_SETFL, O_NONBLOCK)
    }

    private static func pair() -> (read: Int32, write: Int32)? {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { return nil }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return (ends[0], ends[1])
    }

    func closeChildEnds() {
      close(input.read)
      close(output.write)
      close(error.write)
    }

    func closeInput() {
      if input.write >= 0 { close(input.write) }
      input.write = -1
    }

    func closeOwnEnds() {
      closeInput()
      close(output.read)
      close(error.read)
    }
  }

  /// Feeds the input and collects both outputs at the same time, so that no pipe can fill up and block.
  private static func exchange(
    _ pipes: Pipes, _ input: [UInt8], until end: Double?
  ) -> (output: [UInt8], error: [UInt8], isLate: Bool) {
    signal(SIGPIPE, SIG_IGN)
    var output: [UInt8] = []
    var error: [UInt8] = []
    var sent = 0
    var isOutputOpen = true
    var isErrorOpen = true
    if input.isEmpty { pipes.closeInput() }
    while isOutputOpen || isErrorOpen {
      var polls = [
        pollfd(fd: isOutputOpen ? pipes.output.read : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: isErrorOpen ? pipes.error.read : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: pipes.input.write, events: Int16(POLLOUT), revents: 0),
      ]
      let left = end.map { $0 - now }
      if let left, left <= 0 { return (output, error, true) }
      guard poll(&polls, 3, left.map { Int32(min($0 * 1_000, 1e9).rounded(.up)) } ?? -1) >= 0 || errno == EINTR else {
        break
      }
      if polls[0].revents != 0 { isOutputOpen = drain(pipes.output.read, into: &output) }
      if polls[1].revents != 0 { isErrorOpen = drain(pipes.error.read, into: &error) }
      if polls[2].revents != 0 {
        let count = input.withUnsafeBytes { buffer in
          write(pipes.input.write, buffer.baseAddress.map { $0 + sent }, min(input.count - sent, 65_536))
        }
        if count > 0 { sent += count }
        if sent == input.count || (count < 0 && errno != EAGAIN && errno != EINTR) { pipes.closeInput() }
      }
    }
    return (output, error, false)
  }

  /// - Returns: whether more may come.
  private static func drain(_ descriptor: Int32, into bytes: inout [UInt8]) -> Bool {
    var count = 0
    let part = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, filled in
      count = read(descriptor, buffer.baseAddress, 65_536)
      filled = max(0, count)
    }
    bytes += part
    return count > 0 || (count < 0 && errno == EINTR)
  }
}
