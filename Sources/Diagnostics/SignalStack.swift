#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A stack for the signal handlers of a thread, as each needs one: a handler that runs on the thread's own cannot say that
/// it is full.
package enum SignalStack {
  private static let size = 1 << 16

  /// Gives the calling thread one, which lives as long as the program.
  package static func install() {
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    stack.ss_size = numericCast(size)
    stack.ss_flags = 0
    sigaltstack(&stack, nil)
  }
}
