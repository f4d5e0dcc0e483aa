import CLibCrypto

/// libcrypto as a program uses it that is over in milliseconds.
package enum Libcrypto {
  /// Readies libcrypto, without what would take longer than all our uses of it: to be called before any other use.
  ///
  /// Left out are the configuration file, so that neither `openssl.cnf` nor `OPENSSL_CONF` chooses what is loaded into this process; the
  /// tables of algorithms' older names; the texts of errors, until one is needed; and the handler at exit, which would take tables away
  /// from threads that still work (OpenSSL documentation, `OPENSSL_init_crypto`).
  package static func start() {
    let options =
      OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS
      | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_ATEXIT
    // What cannot be readied shows at the first use, which can tell.
    _ = OPENSSL_init_crypto(UInt64(options), nil)
  }

  /// The text of an error; its number where there is none.
  static func reason(_ code: UInt) -> String {
    deployspec_load_reasons()
    return ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(String(code, radix: 16))"
  }
}
