import CProcess

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Keeps secrets in memory from ending up in files: no core dumps, no inspection by other processes of the user, and none of
/// the Swift runtime's backtraces, which show what registers and memory hold.
enum Hardening {
  /// The limit for core files that programs started from here get back.
  nonisolated(unsafe) private(set) static var coreLimit: rlim_t = 0

  /// Once, when the program starts.
  static func apply() {
    coreLimit = deployspec_set_core_limit(0)
    _ = deployspec_forbid_inspection()
    Signals.remember()
    for number in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGTRAP] where !Signals.stayIgnored(number) {
      signal(number, SIG_DFL)
    }
  }

  /// Gives a command that is about to be started its core dumps back: the limit outlives `exec`.
  static func lift() {
    _ = deployspec_set_core_limit(coreLimit)
  }
}
