import TestSupport
import Testing
import Workspace

/// Real clients against `specvault serve`: the tests of `Tests/Clients`, each file in a process of its own.
@Suite struct ClientTests {
  @Test(
    arguments: [
      "test_commands", "test_doors", "test_faults", "test_models", "test_parameter_store", "test_policies",
      "test_processes", "test_secrets_manager", "test_signatures",
    ])
  func realClientsAreAnsweredAsByAWS(module: String) {
    let result = Shell.run(
      [BuiltPackage.python, "-W", "ignore::ResourceWarning", "-m", "unittest", module],
      in: "\(BuiltPackage.root)/Tests/Clients",
      environment: ["SPECVAULT": BuiltPackage.program("specvault"), "PYTHONDONTWRITEBYTECODE": "1"])
    #expect(result.status == 0, "\(result.error)")
  }

  @Test func everyFileOfTestsIsRun() throws {
    let files = Shell.run(["ls"], in: "\(BuiltPackage.root)/Tests/Clients").output
    #expect(files.split(separator: "\n").filter { $0.hasPrefix("test_") }.count == 9)
  }
}
