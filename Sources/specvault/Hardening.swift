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
  nonisolated(unsafe) private static var coreLimit: rlim_t = 0

  static func apply() {
    coreLimit = deployspec_set_core_limit(0)
    _ = deployspec_forbid_inspection()
    for number in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGTRAP] { signal(number, SIG_DFL) }
  }

  /// Gives a command that is about to be started its core dumps back: the limit outlives `exec`.
  static func lift() {
    _ = deployspec_set_core_limit(coreLimit)
  }
}
