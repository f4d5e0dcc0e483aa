import CProcess

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A text that a child process reads as a file, though none stands on a disk: it may hold secrets.
package final class MemoryFile {
  private let descriptor: Int32

  /// - Returns: `nil` where the system has no such files, or no more of them.
  package init?(_ bytes: [UInt8]) {
    descriptor = deployspec_memory_file("deployspec")
    guard descriptor >= 0 else { return nil }
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        write(descriptor, buffer.baseAddress.map { $0 + sent }, bytes.count - sent)
      }
      guard count > 0 else {
        close(descriptor)
        return nil
      }
      sent += count
    }
  }

  deinit { close(descriptor) }

  /// The path under which a child finds it.
  package var path: String { "/proc/self/fd/\(descriptor)" }
}

extension FileSystem {
  /// The first program of a name in the folders of PATH.
  package static func program(_ name: String) -> String? {
    guard let path = getenv("PATH") else { return nil }
    return String(cString: path).split(separator: ":").lazy.map { "\($0)/\(name)" }.first {
      access($0, X_OK) == 0 && kind($0) == .file
    }
  }
}
