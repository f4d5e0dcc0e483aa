import Testing

/// What a machine's libcrypto is configured to do is not done here.
@Suite struct LibcryptoTests {
  /// Without a FIPS module no algorithm has the property that this file asks of all.
  private let configuration = """
    openssl_conf = start
    [start]
    alg_section = algorithms
    [algorithms]
    default_properties = fips=yes

    """

  @Test func noConfigurationIsRead() {
    let user = VaultUser(["openssl.cnf": configuration]).withVault()
    user.put("app/key", "a value")
    let get = user.run("get", "app/key", environment: ["OPENSSL_CONF": "\(user.project.path)/openssl.cnf"])
    #expect(get.output == "a value", "\(get.error)")
  }
}
