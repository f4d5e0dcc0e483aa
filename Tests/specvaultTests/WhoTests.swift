import TestSupport
import Testing

/// Who does something, in the audit log: by the environment and the number, without asking a user database.
@Suite struct WhoTests {
  @Test(arguments: [
    (["LOGNAME": "alice", "USER": "bob"], "alice("), (["LOGNAME": "", "USER": "bob"], "bob("),
    (["LOGNAME": " \u{1B}[31m", "USER": "bob"], "[31m("), (["LOGNAME": "", "USER": ""], nil),
  ])
  func theEnvironmentNamesTheUserAndTheSystemHisNumber(_ variables: [String: String], _ name: String?) {
    let user = VaultUser().withVault()
    let number = Shell.run(["id", "-u"]).output.split(separator: "\n").first.map(String.init) ?? ""
    #expect(user.run("put", "s", "-", input: "x", environment: variables).status == 0)
    let log = user.run("audit", "--last", "1", "--format", "json").output
    #expect(log.contains(name.map { "\"\($0)\(number))@" } ?? "\"\(number)@"), "\(log)")
  }
}
