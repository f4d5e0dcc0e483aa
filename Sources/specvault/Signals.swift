import CProcess

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What this process does about signals, and what programs that it starts find.
enum Signals {
  typealias Handler = @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?) -> Void

  /// Those that end a process which does nothing about them, and that somebody may send it.
  static let ending = [SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGUSR1, SIGUSR2, SIGXCPU]
  /// Those whose being ignored is inherited on purpose: `nohup` and a shell's background jobs are made of it.
  private static let inherited = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU]

  /// Those of the inherited ones that were ignored when this program started.
  nonisolated(unsafe) private(set) static var ignored = sigset_t()

  /// Before anything changes them.
  static func remember() {
    sigemptyset(&ignored)
    for number in inherited where deployspec_is_ignored(number) != 0 { sigaddset(&ignored, number) }
  }

  static func stayIgnored(_ number: Int32) -> Bool { sigismember(&ignored, number) == 1 }

  /// Lets a handler answer a signal, unless it is to stay ignored. Calls that it interrupts go on behind it.
  static func handle(_ number: Int32, _ handler: @escaping Handler) {
    guard !stayIgnored(number) else { return }
    _ = deployspec_handle(number, handler)
  }

  /// Ends this process as a signal would have ended it, so that whoever waits for it sees the same.
  static func die(of number: Int32) -> Never {
    signal(number, SIG_DFL)
    var only = sigset_t()
    sigemptyset(&only)
    sigaddset(&only, number)
    sigprocmask(SIG_UNBLOCK, &only, nil)
    kill(getpid(), number)
    // One whose default is to do nothing.
    Leaving.now(128 + number)
  }
}
