import Console
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
      moment: moment, user: "\(signature)@\(host)", process: "specvault[\(getpid())]", action: action,
      subject: subject,
      detail: detail)
  }

  /// The login name, as the environment has it, or the user's number: no user database is asked, which a static program
  /// could not do.
  static var user: String {
    let names = ["LOGNAME", "USER"].lazy.compactMap(Terminal.variable)
    return names.map(printable).first { !$0.isEmpty } ?? String(getuid())
  }

  /// The name is the environment's word; the number beside it is the system's.
  private static var signature: String {
    let number = String(getuid())
    return user == number ? number : "\(user)(\(number))"
  }

  private static func printable(_ name: String) -> String {
    String(decoding: name.utf8.filter { $0 > 0x20 && $0 != 0x7F }.prefix(64), as: UTF8.self)
  }

  private static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
