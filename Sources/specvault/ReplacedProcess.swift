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

  /// This process's own variables, but for those that are left out.
  init(inheritedBut isLeftOut: (String) -> Bool) {
    var kept: [SecretBytes] = []
    var pointer = environ
    while let entry = pointer.pointee {
      let name = String(cString: entry).prefix { $0 != "=" }
      if !isLeftOut(String(name)) {
        kept.append(SecretBytes(copying: UnsafeRawBufferPointer(start: entry, count: strlen(entry) + 1)))
      }
      pointer += 1
    }
    storage = kept
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
    throw ChildStart(command).become(EnvironmentBlock(environment))
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
