import ByteSearch
import Console
import Cryptography

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Runs a command as a child and lets its output through, with secrets replaced by `***`.
struct MaskedCommand {
  private let command: [String]
  private let environment: RunEnvironment

  init(_ command: [String], _ environment: RunEnvironment) {
    self.command = command
    self.environment = environment
  }

  /// Ends as the command does.
  /// - Throws: ``CommandNotStarted``.
  func run() throws -> Never {
    try ReplacedProcess.refuseNULs(environment)
    let forms = environment.secrets.flatMap { SecretForms.all(of: $0, shortest: MaskingFilter.shortest) }
    let hidden = PatternSet(forms.map(\.bytes))
    if environment.secrets.contains(where: { $0.count < MaskingFilter.shortest }) {
      Terminal.note("secrets of less than \(MaskingFilter.shortest) bytes are not masked")
    }
    var output: [Int32] = [-1, -1]
    var error: [Int32] = [-1, -1]
    guard pipe(&output) == 0, pipe(&error) == 0 else { throw CommandNotStarted(command: command[0], code: errno) }
    for descriptor in output + error { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    let child = try start(output[1], error[1])
    close(output[1])
    close(error[1])
    SignalRelay.install(child)
    copy([(output[0], STDOUT_FILENO), (error[0], STDERR_FILENO)], hidden)
    end(child)
  }

  private func start(_ output: Int32, _ error: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, error, STDERR_FILENO)
    if let path = environment.variables["PATH"]?.text() { setenv("PATH", path, 1) }
    Hardening.lift()
    var child = pid_t()
    let block = EnvironmentBlock(environment)
    let arguments = ArgumentBlock(command)
    let code = block.withPointers { variables in
      arguments.withPointers { posix_spawnp(&child, command[0], &actions, nil, $0, variables) } ?? EINVAL
    }
    Hardening.apply()
    guard code == 0 else { throw CommandNotStarted(command: command[0], code: code ?? EINVAL) }
    return child
  }

  private func copy(_ streams: [(from: Int32, to: Int32)], _ hidden: PatternSet) {
    var filters = streams.map { _ in MaskingFilter(hidden) }
    var polls = streams.map { pollfd(fd: $0.from, events: Int16(POLLIN), revents: 0) }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while polls.contains(where: { $0.fd >= 0 }) {
      guard poll(&polls, nfds_t(polls.count), -1) >= 0 || errno == EINTR else { return }
      for index in polls.indices where polls[index].revents != 0 {
        let count = read(streams[index].from, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        let masked = count > 0 ? filters[index].pass(buffer[..<count]) : filters[index].finish()
        masked.withUnsafeBytes { try? Terminal.write(raw: $0, to: streams[index].to) }
        if count <= 0 { polls[index].fd = -1 }
        polls[index].revents = 0
      }
    }
  }

  private func end(_ child: pid_t) -> Never {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    let number = status & 0x7F
    if number != 0 {
      // The command was ended by a signal: so that whoever waits for us sees the same.
      signal(number, SIG_DFL)
      kill(getpid(), number)
    }
    exit((status >> 8) & 0xFF)
  }
}

/// Hands signals on to the child.
private enum SignalRelay {
  nonisolated(unsafe) private static var child: pid_t = 0

  static func install(_ process: pid_t) {
    child = process
    for number in [SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH, SIGCONT] {
      signal(number) { _ = kill(SignalRelay.child, $0) }
    }
    // A terminal sends this one to the child as well.
    signal(SIGINT) {
      if getpgid(SignalRelay.child) != getpgrp() || tcgetpgrp(STDIN_FILENO) != getpgrp() {
        _ = kill(SignalRelay.child, $0)
      }
    }
  }
}

/// Replaces patterns in a stream by `***`, also those that are split over writes.
struct MaskingFilter {
  /// Shorter secrets would make most output unreadable.
  static let shortest = 4

  private let hidden: PatternSet
  private var held: [UInt8] = []

  init(_ hidden: PatternSet) {
    self.hidden = hidden
  }

  /// What can be shown already; the beginning of what may become a pattern is held back.
  mutating func pass(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    held += bytes
    let shown = held.count - hidden.unfinished(in: held)
    return take(shown)
  }

  /// The rest.
  mutating func finish() -> [UInt8] { take(held.count) }

  private mutating func take(_ count: Int) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    for match in hidden.matches(in: held).sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard match.range.lowerBound < count || match.range.upperBound <= count else { break }
      if match.range.lowerBound >= index, match.range.upperBound > index {
        result += held[index..<match.range.lowerBound]
        result += Array("***".utf8)
      }
      index = max(index, match.range.upperBound)
    }
    if index < count {
      result += held[index..<count]
      index = count
    }
    held.removeFirst(index)
    return result
  }
}
