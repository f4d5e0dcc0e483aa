import Vault

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Who does something, for the audit log.
enum Who {
  static func record(_ moment: Timestamp, _ action: String, _ subject: String, _ detail: String) -> AuditRecord {
    AuditRecord(
      moment: moment, user: "\(user)@\(host)", process: "specvault[\(getpid())]", action: action, subject: subject,
      detail: detail)
  }

  /// The login name of the process's user, or its number.
  static var user: String {
    let id = getuid()
    guard let entry = getpwuid(id), let name = entry.pointee.pw_name else { return String(id) }
    return String(cString: name)
  }

  private static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
