#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Names of this machine for itself.
package enum LoopbackName {
  /// Whether an address or name is reached from this machine only.
  package static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Whether it is an address in numbers. A name would be looked up by what the system's own C library loads for that, which a static
  /// program cannot.
  package static func isNumeric(_ host: String) -> Bool {
    var address = in6_addr()
    return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1
  }

  /// Whether a `Host` header names this machine. A page of a browser may reach loopback under a name of its own (DNS
  /// rebinding); what asks for this machine names it.
  static func isLocal(hostHeader: String) -> Bool {
    let host: String
    if hostHeader.hasPrefix("[") {
      host = String(hostHeader.dropFirst().prefix { $0 != "]" })
    } else {
      host = String(hostHeader.prefix { $0 != ":" })
    }
    return isLoopback(host) || host.hasSuffix(".localhost") || host == "host.docker.internal"
  }
}
