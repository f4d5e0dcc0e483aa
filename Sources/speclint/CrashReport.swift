import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Turns a trap of the program itself into status 3 with the file and the rule that it happened in.
enum CrashReport {
  static func install() {
    Breadcrumbs.isKept = true
    SignalStack.install()
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] { handle(number) }
    signal(SIGPIPE, SIG_IGN)
  }

  /// The handler runs on a stack of its own: what it has to tell of may be that the thread's is full.
  private static func handle(_ number: CInt) {
    var action = sigaction()
    action.setHandler { _ in
      say("speclint: error: speclint itself failed")
      if let file = Breadcrumbs.file {
        say(" while checking ")
        say(file)
      }
      if let rule = Breadcrumbs.rule {
        say(" with ")
        say(rule)
      }
      say("\nspeclint: hint: please report it with that file; --skip leaves the rule out\n")
      _exit(3)
    }
    action.sa_flags = CInt(SA_ONSTACK)
    sigaction(number, &action, nil)
  }
}

extension sigaction {
  fileprivate mutating func setHandler(_ handler: @escaping @convention(c) (CInt) -> Void) {
    #if canImport(Glibc)
      __sigaction_handler.sa_handler = handler
    #elseif canImport(Musl)
      __sa_handler.sa_handler = handler
    #else
      __sigaction_u.__sa_handler = handler
    #endif
  }
}

/// `write` alone is safe in a signal handler.
private func say(_ text: StaticString) {
  _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
}

private func say(_ text: UnsafePointer<CChar>) {
  _ = write(STDERR_FILENO, text, strlen(text))
}
