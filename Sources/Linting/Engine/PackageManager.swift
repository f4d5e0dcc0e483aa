import Artifacts
import Diagnostics
import Syntax

/// What is known of a package manager's command line: which words install, and which options take the next word.
struct PackageManager: Sendable {
  let programs: Set<String>
  /// The subcommands that install packages.
  let install: Set<String>
  /// Options whose value is the next word.
  let valued: Set<String>

  static let aptGet = PackageManager(
    programs: ["apt-get"], install: ["install"],
    valued: ["-t", "--target-release", "--default-release", "-o", "--option", "-c", "--config-file", "-a", "--host-architecture"])
  static let apt = PackageManager(programs: ["apt"], install: ["install"], valued: aptGet.valued)
  static let apk = PackageManager(
    programs: ["apk"], install: ["add"],
    valued: [
      "-t", "--virtual", "-X", "--repository", "-p", "--root", "--keys-dir", "--repositories-file", "--wait", "--arch",
      "--cache-dir", "--cache-max-age", "--progress-fd", "--timeout",
    ])
  static let yum = PackageManager(
    programs: ["yum"], install: ["install", "groupinstall", "localinstall", "reinstall"], valued: rpmOptions)
  static let dnf = PackageManager(
    programs: ["dnf", "dnf5"], install: ["install", "groupinstall", "localinstall", "reinstall"], valued: rpmOptions)
  static let microdnf = PackageManager(programs: ["microdnf"], install: ["install", "reinstall"], valued: rpmOptions)
  private static let rpmOptions: Set<String> = [
    "-c", "--config", "-d", "--debuglevel", "-e", "--errorlevel", "-R", "--randomwait", "-x", "--exclude", "--repo",
    "--repoid", "--enablerepo", "--disablerepo", "--releasever", "--installroot", "--setopt", "--nodocs-for",
  ]
  static let zypper = PackageManager(
    programs: ["zypper"], install: ["install", "in"],
    valued: [
      "-r", "--repo", "-f", "--from", "-t", "--type", "-R", "--root", "-c", "--config", "-p", "--plus-repo", "--installroot",
      "-D", "--reposd-dir",
    ])
  static let pip = PackageManager(
    programs: ["pip", "pip2", "pip3"], install: ["install"],
    valued: [
      "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-r", "--requirement", "-c", "--constraint", "-e",
      "--editable", "-t", "--target", "--prefix", "--root", "--src", "--platform", "--python-version", "--implementation",
      "--abi", "--progress-bar", "--no-binary", "--only-binary", "--trusted-host", "--proxy", "--retries", "--timeout",
      "--cache-dir", "--log", "--cert", "--client-cert", "--upgrade-strategy", "--global-option", "--install-option",
      "--build", "--config-settings", "--exists-action", "--report", "--root-user-action", "--use-feature",
    ])
  static let pipx = PackageManager(
    programs: ["pipx"], install: ["install"], valued: ["--python", "--suffix", "--pip-args", "-i", "--index-url", "--spec"])
  static let npm = PackageManager(
    programs: ["npm"], install: ["install", "i", "add", "isntall"],
    valued: ["--registry", "--prefix", "-C", "--cache", "-w", "--workspace", "--omit", "--include", "--loglevel", "--tag"])
  static let yarn = PackageManager(
    programs: ["yarn"], install: ["install"], valued: ["--cwd", "--modules-folder", "--network-timeout", "--cache-folder"])
  static let gem = PackageManager(
    programs: ["gem"], install: ["install", "i"],
    valued: ["-v", "--version", "-i", "--install-dir", "-n", "--bindir", "-s", "--source", "-p", "--http-proxy", "-P", "--trust-policy", "--platform", "--document"])
  static let go = PackageManager(
    programs: ["go"], install: ["install", "get"],
    valued: ["-C", "-o", "-p", "-ldflags", "-gcflags", "-asmflags", "-tags", "-mod", "-modfile", "-overlay", "-pkgdir", "-toolexec", "-buildmode", "-compiler"])
}

/// One call of a package manager, taken apart.
struct PackageCall {
  let invocation: Invocation
  let step: BuildStep
  let subcommand: ShellWord
  /// Before and behind the subcommand, in order.
  let flags: [ShellWord]
  /// What stands behind the subcommand: packages, files.
  let operands: [ShellWord]
  let isInstall: Bool

  /// Whether it has an option: `-y` also within `-qy`, `--yes` also as `--yes=true`.
  func has(_ names: String...) -> Bool {
    flags.contains { flag in
      names.contains { name in
        if name.hasPrefix("--") { return flag.text == name || flag.text.hasPrefix(name + "=") }
        return flag.text == name || (name.utf8.count == 2 && !flag.text.hasPrefix("--") && flag.text.contains(name.last ?? "-"))
      }
    }
  }

  /// Packages by name whose word says all there is to know: no variable, no file, no switch.
  var packages: [ShellWord] {
    operands.filter { word in
      !word.text.hasPrefix("$") && !word.text.hasPrefix("`") && !(word.isExpanded && word.text.contains("$("))
    }
  }
}

extension DockerfileSubject {
  /// The calls of a package manager with a subcommand.
  func calls(of manager: PackageManager) -> [PackageCall] {
    var result: [PackageCall] = []
    for step in steps {
      for invocation in step.invocations {
        guard let call = call(invocation, of: manager, in: step) else { continue }
        result.append(call)
      }
    }
    return result
  }

  func installs(of manager: PackageManager) -> [PackageCall] {
    calls(of: manager).filter(\.isInstall)
  }

  private func call(_ invocation: Invocation, of manager: PackageManager, in step: BuildStep) -> PackageCall? {
    var arguments = invocation.arguments[...]
    if !manager.programs.contains(invocation.program) {
      guard manager.programs.contains("pip"), isPip(invocation, &arguments) else { return nil }
    }
    var flags: [ShellWord] = []
    var operands: [ShellWord] = []
    var subcommand: ShellWord?
    var index = arguments.startIndex
    while index < arguments.endIndex {
      let word = arguments[index]
      index += 1
      if word.isFlag {
        flags.append(word)
        if manager.valued.contains(word.text), index < arguments.endIndex {
          index += 1
        }
      } else if subcommand == nil {
        // `dnf module install`, `dnf group install`
        if word.text == "module" || word.text == "group", manager.programs.contains("dnf") { continue }
        subcommand = word
      } else if word.text != "--" {
        operands.append(word)
      }
    }
    guard let subcommand else { return nil }
    return PackageCall(
      invocation: invocation, step: step, subcommand: subcommand, flags: flags, operands: operands,
      isInstall: manager.install.contains(subcommand.text))
  }

  /// `pip3.11`, `python -m pip`.
  private func isPip(_ invocation: Invocation, _ arguments: inout ArraySlice<ShellWord>) -> Bool {
    if invocation.program.hasPrefix("pip3.") { return true }
    guard invocation.program.hasPrefix("python"), arguments.count > 1, arguments[0].text == "-m", arguments[1].text == "pip"
    else { return false }
    arguments = arguments.dropFirst(2)
    return true
  }
}

extension PackageCall {
  /// An edit that puts an option behind the subcommand.
  func inserting(_ option: String, _ file: DockerfileSubject) -> Edit {
    let end = subcommand.range.upperBound
    return Edit(file.place(end..<end), " " + option)
  }

  /// `'curl'`, `'curl' and 'git'`, `'curl', 'git' and 3 more`.
  static func list(_ words: [ShellWord]) -> String {
    let names = words.map { "'\($0.text.prefix(60))'" }
    switch names.count {
    case 0: return ""
    case 1: return names[0]
    case 2: return "\(names[0]) and \(names[1])"
    default: return "\(names[0]), \(names[1]) and \(names.count - 2) more"
    }
  }
}

extension BuildStep {
  /// Whether a command of the step removes what lies in a folder: `rm -rf /var/lib/apt/lists/*`.
  func removes(_ folder: String) -> Bool {
    invocations.contains { invocation in
      guard invocation.program == "rm" else { return false }
      return invocation.arguments.contains { $0.text.hasPrefix(folder) || $0.text + "/" == folder }
    }
  }
}

extension Report {
  /// A package manager that keeps what it downloaded.
  mutating func flagLeftCache(
    _ call: PackageCall, _ file: DockerfileSubject, cleaning: String, folder: String
  ) {
    flag(
      file.place(call.invocation.name.range.lowerBound..<call.subcommand.range.upperBound),
      "what '\(call.invocation.program) \(call.subcommand.text)' downloads stays in the layer",
      help: "end the same RUN with `\(cleaning)`, or put \(folder) on a cache mount")
  }

  /// Every install of a package manager whose RUN neither cleans up nor downloads to a cache mount.
  mutating func flagLeftCache(
    of manager: PackageManager, _ file: DockerfileSubject, folders: [String], cleaning: String
  ) {
    let calls = file.calls(of: manager)
    for call in calls where call.isInstall {
      let cleans = calls.contains {
        $0.step.instruction === call.step.instruction && ["clean", "cc"].contains($0.subcommand.text)
      }
      guard !cleans, !folders.contains(where: { call.step.removes($0) || call.step.isMounted($0) }) else { continue }
      flagLeftCache(call, file, cleaning: cleaning, folder: folders[0])
    }
  }

  /// Packages without a version.
  mutating func flagUnpinned(_ packages: [ShellWord], _ file: DockerfileSubject, example: String) {
    guard let first = packages.first else { return }
    flag(
      file.place(first), "\(PackageCall.list(packages)) \(packages.count == 1 ? "has" : "have") no version",
      help: "name one, as in '\(example)', so that the same Dockerfile gives the same image")
  }

  /// An installation that would ask before it begins.
  mutating func flagInteractive(_ call: PackageCall, _ file: DockerfileSubject, option: String) {
    flag(
      file.place(call.subcommand), "'\(call.invocation.program) \(call.subcommand.text)' asks before it begins, and nobody answers",
      help: "add \(option)", fix: .safe(call.inserting(option, file)))
  }
}

extension ShellWord {
  /// Whether a package of an RPM distribution is named with its version, or is a file.
  var namesRPMVersion: Bool {
    let bytes = Array(text.utf8)
    return text.hasSuffix(".rpm") || text.contains("/") || text.contains("=") || text.contains("*")
      || bytes.indices.dropLast().contains { bytes[$0] == UInt8(ascii: "-") && bytes[$0 + 1].isDigit }
      || (text.hasPrefix("@") && text.contains(":"))
  }
}
