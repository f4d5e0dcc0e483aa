import Artifacts
import Diagnostics
import Syntax

/// What is known of a package manager's command line: which words install, and which options take the next word.
struct PackageManager: Sendable {
  enum Name: Int, CaseIterable {
    case aptGet, apt, aptitude, apk, yum, dnf, microdnf, zypper, pip, pipx, npm, yarn, gem, go
  }

  let name: Name
  let programs: Set<String>
  /// The subcommands that install packages.
  let install: Set<String>
  /// Options whose value is the next word.
  let valued: Set<String>

  static let aptGet = PackageManager(
    name: .aptGet, programs: ["apt-get"], install: ["install"],
    valued: [
      "-t", "--target-release", "--default-release", "-o", "--option", "-c", "--config-file", "-a",
      "--host-architecture",
    ])
  static let apt = PackageManager(name: .apt, programs: ["apt"], install: ["install"], valued: aptGet.valued)
  static let aptitude = PackageManager(
    name: .aptitude, programs: ["aptitude"], install: ["install"], valued: aptGet.valued)
  static let apk = PackageManager(
    name: .apk, programs: ["apk"], install: ["add"],
    valued: [
      "-t", "--virtual", "-X", "--repository", "-p", "--root", "--keys-dir", "--repositories-file", "--wait", "--arch",
      "--cache-dir", "--cache-max-age", "--progress-fd", "--timeout",
    ])
  static let yum = PackageManager(
    name: .yum, programs: ["yum"], install: ["install", "in", "groupinstall", "localinstall", "reinstall", "rei"],
    valued: rpmOptions)
  static let dnf = PackageManager(
    name: .dnf, programs: ["dnf", "dnf5"],
    install: ["install", "in", "groupinstall", "localinstall", "reinstall", "rei"],
    valued: rpmOptions)
  static let microdnf = PackageManager(
    name: .microdnf, programs: ["microdnf"], install: ["install", "reinstall"], valued: rpmOptions)
  private static let rpmOptions: Set<String> = [
    "-c", "--config", "-d", "--debuglevel", "-e", "--errorlevel", "-R", "--randomwait", "-x", "--exclude", "--repo",
    "--repoid", "--enablerepo", "--disablerepo", "--releasever", "--installroot", "--setopt", "--nodocs-for",
  ]
  static let zypper = PackageManager(
    name: .zypper, programs: ["zypper"], install: ["install", "in"],
    valued: [
      "-r", "--repo", "-f", "--from", "-t", "--type", "-R", "--root", "-c", "--config", "-p", "--plus-repo",
      "--installroot",
      "-D", "--reposd-dir",
    ])
  static let pip = PackageManager(
    name: .pip, programs: ["pip", "pip2", "pip3"], install: ["install"],
    valued: [
      "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-r", "--requirement", "-c", "--constraint", "-e",
      "--editable", "-t", "--target", "--prefix", "--root", "--src", "--platform", "--python-version",
      "--implementation",
      "--abi", "--progress-bar", "--no-binary", "--only-binary", "--trusted-host", "--proxy", "--retries", "--timeout",
      "--cache-dir", "--log", "--cert", "--client-cert", "--upgrade-strategy", "--global-option", "--install-option",
      "--build", "--config-settings", "--exists-action", "--report", "--root-user-action", "--use-feature",
    ])
  static let pipx = PackageManager(
    name: .pipx, programs: ["pipx"], install: ["install"],
    valued: ["--python", "--suffix", "--pip-args", "-i", "--index-url", "--spec"])
  static let npm = PackageManager(
    name: .npm, programs: ["npm"], install: ["install", "i", "add", "isntall"],
    valued: [
      "--registry", "--prefix", "-C", "--cache", "-w", "--workspace", "--omit", "--include", "--loglevel", "--tag",
    ])
  static let yarn = PackageManager(
    name: .yarn, programs: ["yarn"], install: ["install"],
    valued: ["--cwd", "--modules-folder", "--network-timeout", "--cache-folder"])
  static let gem = PackageManager(
    name: .gem, programs: ["gem"], install: ["install", "i"],
    valued: [
      "-v", "--version", "-i", "--install-dir", "-n", "--bindir", "-s", "--source", "-p", "--http-proxy", "-P",
      "--trust-policy", "--platform", "--document",
    ])
  static let go = PackageManager(
    name: .go, programs: ["go"], install: ["install", "get"],
    valued: [
      "-C", "-o", "-p", "-ldflags", "-gcflags", "-asmflags", "-tags", "-mod", "-modfile", "-overlay", "-pkgdir",
      "-toolexec", "-buildmode", "-compiler",
    ])
}

extension PackageManager {
  private static let all: [PackageManager] = [
    .aptGet, .apt, .aptitude, .apk, .yum, .dnf, .microdnf, .zypper, .pip, .pipx, .npm, .yarn, .gem, .go,
  ]
  private static let byProgram = Dictionary(
    uniqueKeysWithValues: all.flatMap { manager in manager.programs.map { ($0, manager) } })

  /// The package manager that an invocation starts, and its arguments: `pip3.11 …`, `python -m pip …`.
  static func started(by invocation: Invocation) -> (PackageManager, ArraySlice<ShellWord>)? {
    if let manager = byProgram[invocation.program] { return (manager, invocation.arguments[...]) }
    guard invocation.program.hasPrefix("p") else { return nil }
    if invocation.program.hasPrefix("pip3.") { return (.pip, invocation.arguments[...]) }
    guard invocation.program.hasPrefix("python"), invocation.arguments.count > 1, invocation.arguments[0].text == "-m",
      invocation.arguments[1].text == "pip"
    else { return nil }
    return (.pip, invocation.arguments.dropFirst(2))
  }
}

/// One call of a package manager, taken apart.
struct PackageCall: Sendable {
  let manager: PackageManager.Name
  let invocation: Invocation
  let step: BuildStep
  let subcommand: ShellWord
  /// Before and behind the subcommand, in order.
  let flags: [ShellWord]
  /// What stands behind the subcommand: packages, files.
  let operands: [ShellWord]
  let isInstall: Bool
  /// `group` and `module` of `dnf group install`.
  let noun: String?

  /// Whether it has an option: `-y` also within `-qy`, `--yes` also as `--yes=true`.
  func has(_ names: String...) -> Bool {
    flags.contains { flag in
      names.contains { name in
        if name.hasPrefix("--") { return flag.text == name || flag.text.hasPrefix(name + "=") }
        return flag.text == name
          || (name.utf8.count == 2 && !flag.text.hasPrefix("--") && flag.text.contains(name.last ?? "-"))
      }
    }
  }

  /// Packages by name whose word says all there is to know: no variable, no file, no switch.
  var packages: [ShellWord] {
    operands.filter { word in !word.text.utf8.contains(UInt8(ascii: "$")) && !word.text.utf8.contains(UInt8(ascii: "`"))
    }
  }
}

extension PackageCall {
  /// The calls of all package managers in a Dockerfile's RUN instructions, in order, by manager.
  static func all(in steps: [BuildStep]) -> [[PackageCall]] {
    var result = [[PackageCall]](repeating: [], count: PackageManager.Name.allCases.count)
    for step in steps {
      for invocation in step.invocations {
        guard let (manager, arguments) = PackageManager.started(by: invocation),
          let call = PackageCall(manager, arguments, invocation, step)
        else { continue }
        result[manager.name.rawValue].append(call)
      }
    }
    return result
  }

  /// `nil` without a subcommand.
  private init?(
    _ manager: PackageManager, _ arguments: ArraySlice<ShellWord>, _ invocation: Invocation, _ step: BuildStep
  ) {
    var flags: [ShellWord] = []
    var operands: [ShellWord] = []
    var subcommand: ShellWord?
    var noun: String?
    var index = arguments.startIndex
    while index < arguments.endIndex {
      let word = arguments[index]
      index += 1
      if word.isFlag {
        flags.append(word)
        if manager.valued.contains(word.text) { index += 1 }
      } else if subcommand == nil {
        // `dnf module install`, `dnf group install`
        if [.dnf, .yum, .microdnf].contains(manager.name), ["module", "group", "groups"].contains(word.text) {
          noun = word.text
          continue
        }
        subcommand = word
      } else if word.text == "--" {
        // What follows is for the build of a native extension.
        if manager.name == .gem { index = arguments.endIndex }
      } else {
        operands.append(word)
      }
    }
    guard let subcommand else { return nil }
    self.manager = manager.name
    self.invocation = invocation
    self.step = step
    self.subcommand = subcommand
    self.flags = flags
    self.operands = operands
    self.noun = noun
    isInstall = manager.install.contains(subcommand.text)
  }
}

extension DockerfileSubject {
  /// The calls of a package manager with a subcommand.
  func calls(of manager: PackageManager.Name) -> [PackageCall] { packageCalls[manager.rawValue] }

  func installs(of manager: PackageManager.Name) -> [PackageCall] {
    calls(of: manager).filter(\.isInstall)
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
  /// Where the last command begins that removes what lies in a folder: `rm -rf /var/lib/apt/lists/*`, `find … -delete`,
  /// or that removes a folder that it lies in.
  fileprivate func lastRemoval(of folder: String) -> Int? {
    invocations.last { invocation in
      guard ["rm", "find"].contains(invocation.program) else { return false }
      if invocation.program == "find", !invocation.hasFlag("-delete", "-exec") { return false }
      return invocation.arguments.contains { word in
        let path = word.text.hasSuffix("/*") ? String(word.text.dropLast(2)) : word.text
        let bare = path.hasSuffix("/") ? String(path.dropLast()) : path
        return bare.hasPrefix(folder) || !bare.isEmpty && (folder + "/").hasPrefix(bare + "/") || braces(bare, folder)
      }
    }?.name.range.lowerBound
  }

  /// `/var/{cache/apt,lib/apt/lists}`
  private func braces(_ path: String, _ folder: String) -> Bool {
    guard let open = path.firstIndex(of: "{"), let close = path.lastIndex(of: "}"), open < close else { return false }
    let (start, end) = (path[..<open], path[path.index(after: close)...])
    return path[path.index(after: open)..<close].split(separator: ",").contains { part in
      let whole = start + part + end
      return whole.hasPrefix(folder) || (folder + "/").hasPrefix(whole + "/")
    }
  }
}

/// Whether commands remove what lies in some folders, asked for many places of one RUN after the other.
struct Removals {
  private let folders: [String]
  private var instruction: DockerfileInstruction?
  private var last: Int?

  init(of folders: [String]) { self.folders = folders }

  /// Whether one that does begins behind a place.
  mutating func follow(_ place: Int, in step: BuildStep) -> Bool {
    if instruction !== step.instruction {
      instruction = step.instruction
      last = folders.compactMap { step.lastRemoval(of: $0) }.max()
    }
    return last.map { $0 > place } ?? false
  }
}

extension PackageCall {
  /// Where the last of some subcommands stands in each RUN.
  static func lastPlaces(of subcommands: Set<String>, in calls: [PackageCall]) -> [ObjectIdentifier: Int] {
    var result: [ObjectIdentifier: Int] = [:]
    for call in calls where subcommands.contains(call.subcommand.text) {
      let place = call.subcommand.range.lowerBound
      result[ObjectIdentifier(call.step.instruction)] = max(
        place, result[ObjectIdentifier(call.step.instruction), default: 0])
    }
    return result
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
    of manager: PackageManager.Name, _ file: DockerfileSubject, folders: [String], cleaning: String
  ) {
    let calls = file.calls(of: manager)
    let cleaned = PackageCall.lastPlaces(of: ["clean", "cc"], in: calls)
    var removals = Removals(of: folders)
    let isDnf = manager == .dnf || manager == .microdnf
    for call in calls where call.isInstall || isDnf && ["upgrade", "up"].contains(call.subcommand.text) {
      let place = call.subcommand.range.upperBound
      guard cleaned[ObjectIdentifier(call.step.instruction), default: 0] <= place,
        !removals.follow(place, in: call.step), !folders.contains(where: call.step.isMounted)
      else { continue }
      flagLeftCache(call, file, cleaning: cleaning, folder: folders[0])
    }
  }

  /// Packages without a version.
  mutating func flagUnpinned(_ packages: [ShellWord], _ file: DockerfileSubject, example: String) {
    guard let first = packages.first else { return }
    flag(
      file.place(first), "\(PackageCall.list(packages)) \(packages.count == 1 ? "is" : "are") not pinned to a version",
      help: "name one, as in '\(example)', so that the same Dockerfile gives the same image")
  }

  /// An installation that would ask before it begins.
  mutating func flagInteractive(_ call: PackageCall, _ file: DockerfileSubject, option: String) {
    flag(
      file.place(call.subcommand),
      "'\(call.invocation.program) \(call.subcommand.text)' asks for confirmation, and a build has nobody to answer",
      help: "add \(option)", fix: .safe(call.inserting(option, file)))
  }
}

extension ShellWord {
  /// Whether a package of an RPM distribution is named with its version, or is a file.
  var namesRPMVersion: Bool {
    let bytes = Array(text.utf8)
    return text.hasSuffix(".rpm") || text.contains("/") || text.contains("=")
      || bytes.indices.dropLast().contains {
        bytes[$0] == UInt8(ascii: "-") && (bytes[$0 + 1].isDigit || bytes[$0 + 1] == UInt8(ascii: "$"))
      }
      || (text.hasPrefix("@") && text.contains(":"))
  }
}
