import Diagnostics
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// When to use colours.
package enum ColorChoice: String, CaseIterable, Sendable {
  case auto, always, never
}

/// What the program prints on, and how wide it is.
package enum Terminal {
  package static func standardOutput(_ text: String) {
    guard !Array(text.utf8).withUnsafeBytes({ write($0, to: STDOUT_FILENO) }) else { return }
    let code = errno
    // Who closes a pipe has read enough.
    if code != EPIPE { failedOutput.withLock { $0 = code } }
  }

  private static let failedOutput = Mutex<Int32>(0)

  /// Why something could not be written to standard output; `nil` if all was.
  package static var outputFailure: String? {
    let code = failedOutput.withLock { $0 }
    return code == 0 ? nil : String(cString: strerror(code)).lowercased()
  }

  package static func standardError(_ text: String) { write(text, to: STDERR_FILENO) }

  package static func write(_ text: String, to descriptor: Int32) {
    var text = text
    _ = text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
  }

  /// Writes all bytes, however many calls that takes.
  /// - Returns: Whether they were written; `errno` says why not.
  package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = systemWrite(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }

  /// Ends the program.
  package static func leave(status: Int32) -> Never { exit(status) }

  /// Says on standard error why a program could not do as asked, as age does.
  package static func explain(_ message: String, hint: String?, program: String) {
    let lines = message.split(separator: "\n").map { "\(program): error: \(PlainLine.of(String($0)))\n" }
    let hints = hint.map { ["\(program): hint: \(PlainLine.of($0))\n"] } ?? []
    standardError(RunnerCommands.printed((lines + hints).joined()))
  }

  package static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  package static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  package static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Columns of the terminal; of anything else `COLUMNS`, or 100.
  package static var width: Int {
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return variable("COLUMNS").flatMap { Int($0) } ?? 100
  }

  /// Colour on a terminal only, unless `FORCE_COLOR` (force-color.org) or `CLICOLOR_FORCE` (bixense.com/clicolors) asks for
  /// it; none under `NO_COLOR` (no-color.org), `CLICOLOR=0` or on a dumb terminal.
  package static func isColored(_ choice: ColorChoice) -> Bool {
    switch choice {
    case .always: return true
    case .never: return false
    case .auto:
      if !(variable("NO_COLOR") ?? "").isEmpty { return false }
      if let forced = variable("FORCE_COLOR"), !forced.isEmpty { return !["0", "false"].contains(forced) }
      if let forced = variable("CLICOLOR_FORCE"), !forced.isEmpty, forced != "0" { return true }
      return isOutputTerminal && variable("CLICOLOR") != "0" && variable("TERM") != "dumb"
    }
  }

  package static var processors: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
