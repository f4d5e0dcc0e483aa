import Console
import Cryptography

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Variables in the form that `exec` takes; the memory is wiped when it goes.
final class EnvironmentBlock {
  private var entries: [UnsafeMutablePointer<CChar>?] = []
  private let storage: [SecretBytes]

  init(_ environment: RunEnvironment) {
    storage = environment.variables.sorted { $0.key < $1.key }.map { name, value in
      SecretBytes.joining([SecretBytes(utf8: "\(name)="), value, SecretBytes(utf8: "\0")])
    }
  }

  /// Lends the block for the length of a call.
  func withPointers<Result>(_ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result) -> Result? {
    entries =
      storage.map { entry in
        entry.withUnsafeBytes { UnsafeMutablePointer(mutating: $0.assumingMemoryBound(to: CChar.self).baseAddress) }
      } + [nil]
    return entries.withUnsafeMutableBufferPointer { $0.baseAddress.map(body) }
  }
}

/// The command's own arguments in the form that `exec` takes.
final class ArgumentBlock {
  private var entries: [UnsafeMutablePointer<CChar>?]

  init(_ arguments: [String]) {
    entries = arguments.map { strdup($0) } + [nil]
  }

  deinit { entries.forEach { free($0) } }

  func withPointers<Result>(_ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result) -> Result? {
    entries.withUnsafeMutableBufferPointer { $0.baseAddress.map(body) }
  }
}

/// Becomes another program.
enum ReplacedProcess {
  /// - Throws: ``CommandNotStarted``; otherwise it does not come back.
  static func become(_ command: [String], _ environment: RunEnvironment) throws -> Never {
    try refuseNULs(environment)
    let block = EnvironmentBlock(environment)
    let arguments = ArgumentBlock(command)
    // The caller's own: no variable of a file or the vault decides which program this is.
    let path = Terminal.variable("PATH") ?? "/usr/bin:/bin"
    Hardening.lift()
    var failure = ENOENT
    for candidate in candidates(command[0], path) {
      _ = block.withPointers { variables in
        arguments.withPointers { arguments in execve(candidate, arguments, variables) }
      }
      // The first one that is there but cannot be run says more than that others are not there.
      if errno != ENOENT, errno != ENOTDIR, failure == ENOENT { failure = errno }
    }
    throw CommandNotStarted(command: command[0], code: failure)
  }

  private static func candidates(_ program: String, _ path: String) -> [String] {
    if program.utf8.contains(UInt8(ascii: "/")) { return [program] }
    return path.split(separator: ":", omittingEmptySubsequences: false).map {
      $0.isEmpty ? program : "\($0)/\(program)"
    }
  }

  /// A variable cannot hold a NUL byte: the command would get half a secret.
  static func refuseNULs(_ environment: RunEnvironment) throws {
    let cut = environment.variables.filter { $0.value.withUnsafeBytes { $0.contains(0) } }.map(\.key).sorted()
    guard cut.isEmpty else {
      throw Refusal(
        "the value of \(cut.joined(separator: ", ")) has a NUL byte, which no environment variable can hold")
    }
  }
}

/// The command is not there, or cannot be run: 127 or 126, as shells have it.
struct CommandNotStarted: Error {
  let command: String
  let code: Int32

  var status: Int32 { code == ENOENT || code == ENOTDIR ? 127 : 126 }
  var description: String {
    code == E2BIG
      ? "cannot start '\(command)': the variables are more than the system allows"
      : "cannot start '\(command)': \(String(cString: strerror(code)))"
  }
}
