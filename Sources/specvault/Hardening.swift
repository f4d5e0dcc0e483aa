import CProcess

/// Keeps secrets in memory from ending up in files: no core dumps, no inspection by other processes of the user.
enum Hardening {
  nonisolated(unsafe) private static var coreLimit: rlim_t = 0

  static func apply() {
    coreLimit = deployspec_set_core_limit(0)
    _ = deployspec_forbid_inspection()
  }

  /// Gives a command that is about to be started its core dumps back: the limit outlives `exec`.
  static func lift() {
    _ = deployspec_set_core_limit(coreLimit)
  }
}
