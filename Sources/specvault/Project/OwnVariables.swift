#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Variables that are for specvault alone: they hold keys, name files that do, or say which vault is to be believed.
enum OwnVariables {
  /// Whether only the user may set a variable: no dotenv file and no entry.
  static func isOwn(_ name: String) -> Bool { name.hasPrefix("SPECVAULT_") }

  /// Whether no other program may see a variable. What names the vault's file is no secret, and serves a specvault that
  /// a command calls.
  static func contains(_ name: String) -> Bool { name.hasPrefix("SPECVAULT_") && name != "SPECVAULT_VAULT" }

  /// Takes them out of this process's environment, before another program inherits it.
  static func forget() {
    var names: [String] = []
    var pointer = environ
    while let entry = pointer.pointee {
      if let name = String(cString: entry).split(separator: "=", maxSplits: 1).first.map(String.init), contains(name) {
        names.append(name)
      }
      pointer += 1
    }
    names.forEach { unsetenv($0) }
  }
}
