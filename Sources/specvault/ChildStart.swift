import CProcess
import Console

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program to be started: with signals at their defaults, none blocked, and the core dumps that the user allows.
struct ChildStart {
  let command: [String]
  /// The paths that may be the program's.
  let candidates: [String]
  var input = STDIN_FILENO
  var output = STDOUT_FILENO
  var error = STDERR_FILENO
  /// Whether it is killed when this process is killed. Counts for the thread that starts it: that must be the main one.
  var endsWithParent = false

  init(_ command: [String]) {
    self.command = command
    candidates = ChildStart.candidates(command[0])
  }

  /// Becomes the program.
  /// - Returns: Why it could not.
  func become(_ variables: EnvironmentBlock) -> CommandNotStarted {
    Hardening.lift()
    let code = with(variables) { start in
      deployspec_default_signals(start.pointee.ignored)
      return deployspec_become(start)
    }
    return CommandNotStarted(command: command[0], code: code)
  }

  /// Starts the program below this process.
  /// - Throws: ``CommandNotStarted``.
  func start(_ variables: EnvironmentBlock) throws -> pid_t {
    var child = pid_t()
    let code = with(variables) { deployspec_fork($0, &child) }
    guard code == 0 else { throw CommandNotStarted(command: command[0], code: code) }
    return child
  }

  private func with(
    _ variables: EnvironmentBlock, _ body: (UnsafePointer<deployspec_start>) -> Int32
  ) -> Int32 {
    var code = EINVAL
    _ = ArgumentBlock(candidates).withPointers { candidates in
      ArgumentBlock(command).withPointers { arguments in
        variables.withPointers { variables in
          withUnsafePointer(to: Signals.ignored) { ignored in
            var start = deployspec_start(
              candidates: candidates, arguments: arguments, variables: variables, input: input, output: output,
              error: error, core_limit: Hardening.coreLimit, ignored: ignored,
              death_signal: endsWithParent ? SIGKILL : 0)
            code = body(&start)
          }
        }
      }
    }
    return code
  }

  /// The program is looked for where the caller's own commands are, whatever the variables say that it gets.
  private static func candidates(_ program: String) -> [String] {
    if program.utf8.contains(UInt8(ascii: "/")) { return [program] }
    let path = Terminal.variable("PATH") ?? "/usr/bin:/bin"
    return path.split(separator: ":", omittingEmptySubsequences: false).map {
      $0.isEmpty ? program : "\($0)/\(program)"
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
