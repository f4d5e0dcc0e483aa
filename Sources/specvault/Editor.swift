import Console
import Vault

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The user's editor.
///
/// While it runs, signals that would end specvault wait until the plaintext is wiped; what a terminal's keys send is the
/// editor's.
struct Editor {
  /// A signal came that ends specvault: the editor is gone.
  struct Ended: Error {
    let signal: Int32
  }

  /// How the user calls it; EDITOR may hold options.
  private let named: String
  private let isOnTerminal = isatty(STDIN_FILENO) == 1 && (Terminal.isOutputTerminal || Terminal.isErrorTerminal)

  /// Editors that draw on a terminal, and wait for ever where there is none.
  private static let onTerminals: Set<String> = [
    "ed", "emacs", "emacsclient", "helix", "hx", "jed", "jmacs", "joe", "kak", "mcedit", "mg", "micro", "nano", "ne",
    "nvi",
    "nvim", "pico", "rnano", "rvim", "vi", "view", "vile", "vim", "vim.basic", "vim.nox", "vim.tiny", "zile",
  ]

  /// - Throws: `UsageFailure` where there is no terminal for an editor that needs one.
  init() throws {
    let chosen = ["VISUAL", "EDITOR"].lazy.compactMap(Terminal.variable).first { !$0.isEmpty }
    named = chosen ?? "vi"
    let program = named.split { $0 == " " || $0 == "\t" }.first?.split(separator: "/").last.map(String.init) ?? named
    guard isOnTerminal || (chosen != nil && !Editor.onTerminals.contains(program)) else {
      throw UsageFailure(
        "there is no terminal for the editor '\(named)'",
        hint:
          "'specvault put NAME -' takes a value from standard input, or name an editor in EDITOR that needs no terminal"
      )
    }
  }

  /// Runs it on a file and waits for it.
  /// - Throws: ``Refusal`` where it ends with a status other than 0, ``Ended``.
  func edit(_ path: String) throws {
    // The shell takes EDITOR apart, as git lets it. It stays where a key interrupts the editor, for which it is as usual.
    var start = ChildStart(["/bin/sh", "-c", "trap : INT QUIT; \(named) \"$1\"", "specvault-edit", path])
    let nothing = isOnTerminal ? -1 : open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { if nothing >= 0 { close(nothing) } }
    if nothing >= 0 { start.input = nothing }
    var settings = termios()
    let hasSettings = tcgetattr(STDIN_FILENO, &settings) == 0
    let child = try start.start(EnvironmentBlock { $0.hasPrefix("SPECVAULT_") })
    let (status, signal) = HeldSignals.wait(for: child)
    if let signal {
      if hasSettings { tcsetattr(STDIN_FILENO, TCSADRAIN, &settings) }
      throw Ended(signal: signal)
    }
    guard status == 0 else { throw Refusal("the editor ended with an error; nothing was stored") }
  }
}

/// Signals that are kept back while there is a plaintext to wipe. A terminal's interrupt and quit are ignored meanwhile.
final class HeldSignals {
  private static let keys = [SIGINT, SIGQUIT]
  private static let ending = Signals.ending.filter { !keys.contains($0) && !Signals.stayIgnored($0) }

  private static func set(_ numbers: [Int32]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    return set
  }

  init() {
    for number in HeldSignals.keys { signal(number, SIG_IGN) }
    var set = HeldSignals.set(HeldSignals.ending + [SIGCHLD])
    sigprocmask(SIG_BLOCK, &set, nil)
  }

  /// Lets those through that came meanwhile.
  func release() {
    for number in HeldSignals.keys where !Signals.stayIgnored(number) { signal(number, SIG_DFL) }
    var set = HeldSignals.set(HeldSignals.ending + [SIGCHLD])
    sigprocmask(SIG_UNBLOCK, &set, nil)
  }

  /// Waits for a child, or for a signal that is kept back; then the child and what it started are ended.
  static func wait(for child: pid_t) -> (status: Int32, signal: Int32?) {
    var set = set(ending + [SIGCHLD])
    while true {
      var status: Int32 = 0
      if waitpid(child, &status, WNOHANG) == child { return (status, nil) }
      var number: Int32 = 0
      guard sigwait(&set, &number) == 0, number != SIGCHLD else { continue }
      end(child, with: number == SIGHUP ? SIGHUP : SIGTERM)
      return (-1, number)
    }
  }

  /// An editor has two seconds to end by itself.
  private static func end(_ child: pid_t, with number: Int32) {
    let all = [child] + ProcessTree.descendants(of: child)
    for process in all.reversed() { kill(process, number) }
    for _ in 0..<100 {
      if waitpid(child, nil, WNOHANG) != 0 {
        for process in all.dropFirst() where getpgid(process) == getpgrp() { kill(process, SIGKILL) }
        return
      }
      usleep(20_000)
    }
    for process in all.reversed() { kill(process, SIGKILL) }
    waitpid(child, nil, 0)
  }
}
