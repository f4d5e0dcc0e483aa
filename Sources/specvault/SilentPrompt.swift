import Console

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A terminal that does not show what is typed. Whatever ends or stops the process meanwhile gives the terminal back as it
/// was.
struct SilentPrompt {
  // For the handlers, which may touch plain memory only.
  nonisolated(unsafe) private static var terminal: Int32 = -1
  nonisolated(unsafe) private static var loud = termios()
  nonisolated(unsafe) private static var silent = termios()
  nonisolated(unsafe) private static var text: UnsafeMutableBufferPointer<UInt8> = .allocate(capacity: 0)

  /// Shows the question; what was typed before is thrown away.
  /// - Returns: Nil where it is no terminal.
  init?(_ text: String, on terminal: Int32) {
    guard tcgetattr(terminal, &SilentPrompt.loud) == 0 else { return nil }
    SilentPrompt.silent = SilentPrompt.loud
    SilentPrompt.silent.c_lflag &= ~tcflag_t(ECHO)
    SilentPrompt.text = .allocate(capacity: text.utf8.count)
    _ = SilentPrompt.text.initialize(from: text.utf8)
    SilentPrompt.terminal = terminal
    for number in Signals.ending {
      Signals.handle(number) { number, _, _ in
        SilentPrompt.giveBack()
        signal(number, SIG_DFL)
        // It counts when this handler ends.
        kill(getpid(), number)
      }
    }
    SilentPrompt.answerStop()
    Signals.handle(SIGCONT) { _, _, _ in
      SilentPrompt.answerStop()
      SilentPrompt.ask()
    }
    SilentPrompt.ask()
  }

  /// The line was typed.
  func end() {
    SilentPrompt.giveBack()
    for number in Signals.ending + [SIGTSTP, SIGCONT] where !Signals.stayIgnored(number) { signal(number, SIG_DFL) }
    SilentPrompt.terminal = -1
    SilentPrompt.text.deallocate()
    SilentPrompt.text = .allocate(capacity: 0)
  }

  private static func answerStop() {
    Signals.handle(SIGTSTP) { number, _, _ in
      SilentPrompt.giveBack()
      signal(number, SIG_DFL)
      kill(getpid(), number)
    }
  }

  private static func ask() {
    tcsetattr(terminal, TCSAFLUSH, &silent)
    _ = Terminal.write(UnsafeRawBufferPointer(text), to: terminal)
  }

  private static func giveBack() {
    tcsetattr(terminal, TCSANOW, &loud)
    var lineFeed = UInt8(ascii: "\n")
    _ = write(terminal, &lineFeed, 1)
  }
}
