import TestSupport
import Testing

@testable import specvault

/// Which aws CLI is told from another, without running it.
@Suite struct ClientVersionsTests {
  @Test(arguments: [
    ("2.9.19", false), ("2.12.7", false), ("2.13.0", true), ("2.31.1", true), ("1.28.9", false), ("1.29.0", true),
    ("1.45.11", true), ("3.0.0", true), ("0.9.1", false), ("unknown", true),
  ])
  func versions(version: String, follows: Bool) {
    #expect(ClientVersions.followsServiceVariables(version) == follows)
  }

  @Test(arguments: [
    ("awscli-2.9.19.egg-info", "2.9.19"), ("awscli-1.29.0.dist-info", "1.29.0"),
    ("awscli-1.29.0.dev1.egg-info", "1.29.0"),
    ("awscli_local-0.1.dist-info", nil), ("awscli-x.dist-info", nil), ("awscli", nil),
  ])
  func metadata(name: String, version: String?) {
    #expect(ClientVersions.version(ofMetadata: name) == version)
  }

  @Test(arguments: [
    ("opt/aws-cli/v2/2.9.19/dist/aws", "opt/aws-cli/v2/2.9.19/dist/aws", "2.9.19"),
    ("usr/bin/aws", "usr/lib/python3/dist-packages/awscli-2.9.19.egg-info", "2.9.19"),
    ("venv/bin/aws", "venv/lib/python3.11/site-packages/awscli-1.45.11.dist-info", "1.45.11"),
    ("bin/aws", "bin/aws", nil),
  ])
  func places(program: String, metadata: String, version: String?) {
    let folder = TemporaryFolder()
    folder.write(metadata, "")
    folder.write(program, "#!/bin/sh\nexit 1\n")
    _ = Shell.run(["chmod", "+x", "\(folder.path)/\(program)"])
    _ = Shell.run(["ln", "-s", "\(folder.path)/\(program)", "\(folder.path)/aws"])
    let found = ClientVersions.installedCommandLine(path: "/nowhere:\(folder.path):/usr/bin")
    #expect(found?.version == version)
    #expect(found?.path == version.map { _ in "\(folder.path)/aws" })
  }
}
