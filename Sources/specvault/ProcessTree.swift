import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The processes below a process, as Linux tells of them (proc(5), `/proc/PID/task/TID/children`).
enum ProcessTree {
  /// Children before their own children; none where the system does not tell.
  static func descendants(of process: pid_t) -> [pid_t] {
    let path = "/proc/\(process)/task/\(process)/children"
    guard case .bytes(let bytes)? = try? FileSystem.read(path, limit: 1 << 16) else { return [] }
    let children = bytes.split(separator: UInt8(ascii: " ")).compactMap { pid_t(String(decoding: $0, as: UTF8.self)) }
    return children + children.flatMap(descendants)
  }
}
