import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Runs programs for the time that they take of a processor: a busy machine makes them wait, not work.
package enum ProcessorTime {
  /// Runs a command in a folder, without its output, and ends it after a limit.
  ///
  /// - Parameter limit: in seconds of the processor.
  /// - Returns: the seconds of the processor that it took, and its status, 128 and more for a signal.
  package static func of(_ command: [String], in folder: String, limit: Int) -> (seconds: Double, status: Int32) {
    let script = "ulimit -t \(limit) && cd \"$0\" && exec \"$@\" > /dev/null 2>&1 < /dev/null"
    var arguments: [UnsafeMutablePointer<CChar>?] = (["sh", "-c", script, folder] + command).map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var process = pid_t()
    guard posix_spawn(&process, "/bin/sh", nil, nil, &arguments, environ) == 0 else { return (0, -1) }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return (seconds(usage.ru_utime) + seconds(usage.ru_stime), signal == 0 ? status >> 8 & 0xFF : 128 + signal)
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
}
