import Testing
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Runs the built `speclint` as a user does.
enum SpecLintCommand {
  struct Result {
    let status: Int32
    let output: String
    let error: String
  }

  static let packageRoot = PathText.normalized(PathText.join(PathText.parent(#filePath), "../.."))

  /// The program beside the test bundle.
  static let program: String = {
    let folder = ["debug", "release"].map { "\(packageRoot)/.build/\($0)" }
    let running = CommandLine.arguments.first.map(PathText.parent) ?? ""
    let candidates = [running, PathText.join(running, "../../.."), folder[0], folder[1]].map {
      PathText.normalized("\($0)/speclint")
    }
    return candidates.first { FileSystem.kind($0) == .file } ?? "speclint"
  }()

  static var python: String { "\(packageRoot)/.build/test-venv/bin/python" }
  static var preCommit: String { "\(packageRoot)/.build/test-venv/bin/pre-commit" }

  static func run(_ arguments: [String], in folder: String, input: String = "", environment: [String: String] = [:])
    -> Result
  {
    shell([program] + arguments, in: folder, input: input, environment: ["COLUMNS": "100"].merging(environment) { $1 })
  }

  static func shell(_ command: [String], in folder: String, input: String = "", environment: [String: String] = [:])
    -> Result
  {
    let settings = environment.map { "\($0)=\($1)" }
    let script = "cd \"$0\" && exec env \"$@\""
    let output = ChildProcess.run(["sh", "-c", script, folder] + settings + command, input: Array(input.utf8))
    return Result(
      status: output?.status ?? -1, output: String(decoding: output?.standardOutput ?? [], as: UTF8.self),
      error: String(decoding: output?.standardError ?? [], as: UTF8.self))
  }

  static func fixture(_ name: String) -> String { "\(packageRoot)/fixtures/\(name)" }
}

/// A folder that is removed with the value.
final class TemporaryFolder {
  let path: String

  init(_ files: [String: String] = [:]) {
    var template = Array("/tmp/speclint-test-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp/speclint-test"
    for (name, text) in files { write(name, text) }
  }

  deinit { _ = ChildProcess.run(["rm", "-rf", path]) }

  func write(_ name: String, _ text: String) { write(name, bytes: Array(text.utf8)) }

  func write(_ name: String, bytes: [UInt8]) {
    let target = "\(path)/\(name)"
    try? FileSystem.createFolder(PathText.parent(target))
    try? FileSystem.write(bytes, to: target)
  }

  func read(_ name: String) -> String {
    guard case .bytes(let bytes)? = try? FileSystem.read("\(path)/\(name)") else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  @discardableResult func git(_ arguments: String...) -> String {
    SpecLintCommand.shell(
      ["git", "-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main"] + arguments,
      in: path
    ).output
  }
}
