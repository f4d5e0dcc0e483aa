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
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] {
      signal(number) { _ in
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
    }
    signal(SIGPIPE, SIG_IGN)
  }
}

/// `write` alone is safe in a signal handler.
private func say(_ text: StaticString) {
  _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
}

private func say(_ text: UnsafePointer<CChar>) {
  _ = write(STDERR_FILENO, text, strlen(text))
}
