import Workspace

/// Runs programs as a user does.
package enum Shell {
  package struct Result: Sendable {
    package let status: Int32
    package let outputBytes: [UInt8]
    package let error: String

    package var output: String { String(decoding: outputBytes, as: UTF8.self) }
  }

  /// Runs a command in a folder, with settings added to the environment.
  package static func run(
    _ command: [String], in folder: String = "/", input: [UInt8], environment: [String: String] = [:]
  ) -> Result {
    let settings = environment.map { "\($0)=\($1)" }
    let script = "cd \"$0\" && exec env \"$@\""
    let output = ChildProcess.run(["sh", "-c", script, folder] + settings + command, input: input)
    return Result(
      status: output?.status ?? -1, outputBytes: output?.standardOutput ?? [],
      error: String(decoding: output?.standardError ?? [], as: UTF8.self))
  }

  package static func run(
    _ command: [String], in folder: String = "/", input: String = "", environment: [String: String] = [:]
  ) -> Result {
    run(command, in: folder, input: Array(input.utf8), environment: environment)
  }
}

/// Where the package, its programs and the tests' virtual environment are.
package enum BuiltPackage {
  package static let root = PathText.normalized(PathText.join(PathText.parent(#filePath), "../.."))

  /// A program beside the test bundle.
  package static func program(_ name: String) -> String {
    let running = CommandLine.arguments.first.map(PathText.parent) ?? ""
    let folders = [running, PathText.join(running, "../../.."), "\(root)/.build/debug", "\(root)/.build/release"]
    return folders.map { PathText.normalized("\($0)/\(name)") }.first { FileSystem.kind($0) == .file } ?? name
  }

  package static var python: String { tool("python") }

  /// A program of the tests' virtual environment.
  package static func tool(_ name: String) -> String { "\(root)/.build/test-venv/bin/\(name)" }
}
