import ByteSearch
import TestSupport
import Testing
import Workspace

/// The README's session is run, and what it shows is what comes out; `…` stands for what differs from run to run.
@Suite struct ReadmeTests {
  private struct Step {
    let command: String
    var output: [String] = []
  }

  private func session(_ name: String) throws -> [Step] {
    guard case .bytes(let bytes) = try FileSystem.read("\(BuiltPackage.root)/README.md") else { return [] }
    let readme = String(decoding: bytes, as: UTF8.self)
    let start = try #require(readme.firstRange(of: "<!-- \(name) -->\n```console\n"))
    let end = try #require(readme[start.upperBound...].firstRange(of: "\n```\n"))
    var steps: [Step] = []
    for line in readme[start.upperBound..<end.lowerBound].split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2))))
      } else {
        steps[steps.count - 1].output.append(String(line))
      }
    }
    return steps
  }

  private func matches(_ line: String, _ pattern: String) -> Bool {
    var rest = line[...]
    let parts = pattern.split(separator: "…", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() where !part.isEmpty {
      if index == 0 {
        guard rest.hasPrefix(part) else { return false }
        rest = rest.dropFirst(part.count)
      } else {
        guard let found = rest.firstRange(of: String(part)) else { return false }
        rest = rest[found.upperBound...]
      }
    }
    return rest.isEmpty || parts.last?.isEmpty == true
  }

  @Test func theSessionIsARealOne() throws {
    let project = TemporaryFolder()
    _ = Shell.run(["cp", "-R", "\(BuiltPackage.root)/fixtures/clean/.", project.path])
    let user = VaultUser(project: project)
    let steps = try session("session")
    #expect(steps.count == 10)
    for step in steps {
      let result = user.shell(step.command)
      #expect(result.status == 0, "\(step.command): \(result.error)")
      let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
      #expect(lines.count == step.output.count, "\(step.command): \(result.output)")
      for (line, pattern) in zip(lines, step.output) {
        let isSame = matches(line, pattern)
        #expect(isSame, "\(line) is not \(pattern)")
      }
    }
  }

  /// This one goes on in one shell, with an endpoint that runs beside it.
  @Test func theEndpointsSessionIsARealOne() throws {
    let user = VaultUser([
      "least-privilege.json":
        "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"ssm:*\", \"Resource\": \"*\"}]}"
    ]).withVault()
    let steps = try session("endpoint session")
    #expect(steps.count == 11)
    let script = steps.map { "\($0.command)\necho ---" }.joined(separator: "\n")
    let program = BuiltPackage.program("specvault")
    let result = Shell.run(
      [
        "bash", "-c",
        "PATH=$PWD:\(BuiltPackage.root)/.build/test-venv/bin:$PATH; ln -s \(program) specvault; \(script)",
      ],
      in: user.project.path, environment: user.environment)
    let outputs = result.output.split(separator: "---\n", omittingEmptySubsequences: false).map(String.init)
    #expect(outputs.count == steps.count + 1, "\(result.output) \(result.error)")
    for (step, output) in zip(steps, outputs) {
      let lines = output.split(separator: "\n").map(String.init)
      #expect(lines.count == step.output.count, "\(step.command): \(output) \(result.error)")
      for (line, pattern) in zip(lines, step.output) {
        let isSame = matches(line, pattern)
        #expect(isSame, "\(line) is not \(pattern)")
      }
    }
  }
}
