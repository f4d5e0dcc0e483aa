import CLibCrypto

/// libcrypto refused to work: memory ran out, an algorithm is switched off, the random generator failed.
package struct CryptographyError: Error, CustomStringConvertible {
  /// What was tried, for example `X25519`.
  package let operation: String
  /// libcrypto's own reason, if it left one.
  package let reason: String?

  /// Takes the reason from libcrypto's error queue and empties it.
  package init(_ operation: String) {
    self.operation = operation
    let code = ERR_get_error()
    reason = code == 0 ? nil : Libcrypto.reason(code)
    ERR_clear_error()
  }

  package var description: String {
    "libcrypto: \(operation) failed" + (reason.map { " (\($0))" } ?? "")
  }
}

/// libcrypto's convention: 1 is success, everything else is failure.
func require(_ status: Int32, _ operation: String) throws {
  guard status == 1 else { throw CryptographyError(operation) }
}

func require<Pointer>(_ pointer: Pointer?, _ operation: String) throws -> Pointer {
  guard let pointer else { throw CryptographyError(operation) }
  return pointer
}
