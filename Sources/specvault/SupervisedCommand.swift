import ByteSearch
import CProcess
import Console
import Cryptography

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Runs a command below this process, which ends as the command does.
struct SupervisedCommand {
  private let command: [String]
  private let environment: RunEnvironment
  private let masksOutput: Bool

  /// - Parameter masksOutput: Whether its output is let through with secrets replaced by `***`.
  init(_ command: [String], _ environment: RunEnvironment, masksOutput: Bool) {
    self.command = command
    self.environment = environment
    self.masksOutput = masksOutput
  }

  /// Ends as the command does.
  /// - Parameter atEnd: Called when the command has ended.
  /// - Throws: ``CommandNotStarted``.
  func run(atEnd: () -> Void = {}) throws -> Never {
    try ReplacedProcess.refuseNULs(environment)
    SignalRelay.install()
    let child = try masksOutput ? runMasked() : start()
    SignalRelay.direct(to: child.process)
    child.copy()
    let status = wait(child.process)
    atEnd()
    end(status)
  }

  private struct Child {
    let process: pid_t
    /// Lets the output through until it ends.
    var copy: () -> Void = {}
  }

  private func runMasked() throws -> Child {
    let forms = environment.secrets.flatMap { SecretForms.all(of: $0, shortest: MaskingFilter.shortest) }
    let hidden = PatternSet(forms.map(\.bytes))
    if environment.secrets.contains(where: { $0.count < MaskingFilter.shortest }) {
      Terminal.note("secrets of less than \(MaskingFilter.shortest) bytes are not masked")
    }
    var output: [Int32] = [-1, -1]
    var error: [Int32] = [-1, -1]
    guard pipe(&output) == 0, pipe(&error) == 0 else { throw CommandNotStarted(command: command[0], code: errno) }
    for descriptor in output + error { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    var child = try start(output[1], error[1])
    close(output[1])
    close(error[1])
    let streams = [(output[0], STDOUT_FILENO), (error[0], STDERR_FILENO)]
    child.copy = { copy(streams, hidden) }
    return child
  }

  private func start(_ output: Int32 = STDOUT_FILENO, _ error: Int32 = STDERR_FILENO) throws -> Child {
    var start = ChildStart(command)
    start.output = output
    start.error = error
    start.endsWithParent = true
    return Child(process: try start.start(EnvironmentBlock(environment)))
  }

  /// Where the reader of our output is gone, the command's own end of it is closed: it fares as it would without us.
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
        let isWritten = masked.withUnsafeBytes { Terminal.write($0, to: streams[index].to) }
        if count <= 0 || !isWritten {
          close(streams[index].from)
          polls[index].fd = -1
        }
        polls[index].revents = 0
      }
    }
  }

  private func wait(_ child: pid_t) -> Int32 {
    // Until it is waited for, the number is the child's: a signal that comes meanwhile reaches nobody else.
    var info = siginfo_t()
    while waitid(P_PID, id_t(child), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    SignalRelay.stop()
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status
  }

  private func end(_ status: Int32) -> Never {
    let number = status & 0x7F
    if number != 0 { Signals.die(of: number) }
    Leaving.now((status >> 8) & 0xFF)
  }
}

/// Hands signals on to the child; one that comes before there is a child waits for it, so that none is left behind by a
/// supervisor that a signal ended.
private enum SignalRelay {
  nonisolated(unsafe) private static var child: pid_t = 0
  nonisolated(unsafe) private static var pending: Int32 = 0

  /// Before the child is started.
  static func install() {
    child = 0
    pending = 0
    for number in Signals.ending + [SIGWINCH, SIGCONT] {
      Signals.handle(number) { number, info, _ in
        guard let info, !SignalRelay.reaches(info, number) else { return }
        SignalRelay.hand(on: number)
      }
    }
  }

  static func direct(to process: pid_t) {
    child = process
    if pending != 0 { _ = kill(process, pending) }
  }

  /// After the child has ended.
  static func stop() {
    for number in Signals.ending + [SIGWINCH, SIGCONT] { signal(number, SIG_IGN) }
  }

  /// Whether the child has got the signal already, or it is none of its business.
  private static func reaches(_ info: UnsafeMutablePointer<siginfo_t>, _ number: Int32) -> Bool {
    if number == SIGPIPE, deployspec_is_from_self(info) != 0 { return true }
    // A terminal that hangs up tells the session's leader only, which may be us.
    guard number != SIGHUP, deployspec_is_from_terminal(info) != 0 else { return false }
    return child > 0 && getpgid(child) == getpgrp()
  }

  private static func hand(on number: Int32) {
    if child > 0 { _ = kill(child, number) } else { pending = number }
  }
}
