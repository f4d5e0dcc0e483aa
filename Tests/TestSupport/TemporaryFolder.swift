import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder that is removed with the value.
package final class TemporaryFolder: Sendable {
  package let path: String
  private let parent: TemporaryFolder?

  package init(_ files: [String: String] = [:]) {
    var template = Array("/tmp/deployspec-test-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp/deployspec-test"
    parent = nil
    for (name, text) in files { write(name, text) }
  }

  /// A folder below another one, which stays as long as this does.
  package init(existing parent: TemporaryFolder, below name: String) {
    path = "\(parent.path)/\(name)"
    self.parent = parent
  }

  deinit { _ = ChildProcess.run(["rm", "-rf", path]) }

  package func write(_ name: String, _ text: String) { write(name, bytes: Array(text.utf8)) }

  package func write(_ name: String, bytes: [UInt8]) {
    let target = "\(path)/\(name)"
    try? FileSystem.createFolder(PathText.parent(target))
    try? FileSystem.write(bytes, to: target)
  }

  package func read(_ name: String) -> String {
    guard case .bytes(let bytes)? = try? FileSystem.read("\(path)/\(name)") else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  package func readBytes(_ name: String) -> [UInt8] {
    guard case .bytes(let bytes)? = try? FileSystem.read("\(path)/\(name)") else { return [] }
    return bytes
  }

  @discardableResult package func git(_ arguments: String...) -> String {
    Shell.run(
      ["git", "-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "init.defaultBranch=main"] + arguments,
      in: path
    ).output
  }
}
