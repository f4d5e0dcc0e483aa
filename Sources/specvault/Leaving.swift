#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Ends the process while threads of it may still be at work. Exit handlers are not run: libcrypto's would take its tables
/// away from those threads.
enum Leaving {
  static func now(_ status: Int32) -> Never {
    fflush(nil)
    _exit(status)
  }
}
