import ArgumentParser
import Console
import Vault
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

struct Recover: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract: "Look what is in a log that was left beside the vault, and store what is missing.",
    discussion: """
      A log that belongs to another file than the vault is moved aside (….stray-1) and never used. A journal holds nothing that was \
      acknowledged; where it undoes the change that left the vault damaged, the vault is put back from it. The log of a vault of format 1 may: it is laid over the file that it continues, in a folder of its own, and the values \
      that the vault lacks, or has older ones of, are stored as new versions. That file is looked for beside the vault, in the \
      repository's history, and where --base says.
      """)

  @OptionGroup var place: VaultArguments

  @Argument(help: ArgumentHelp("The log.", valueName: "file"))
  var log: String

  @Option(help: ArgumentHelp("A file that the log may continue, repeatable.", valueName: "file"))
  var base: [String] = []

  @Flag(help: "Remove the log afterwards.")
  var drop = false

  func run() throws {
    let path = place.absolute(log)
    guard FileSystem.exists(path) else { throw Refusal("there is no file '\(log)'") }
    switch LeftLog(path) {
    case .journal: try undo(path)
    case .writeAheadLog: try recover(path)
    case nil: throw Refusal("'\(log)' is neither a journal nor a log of a vault")
    }
    if drop { try remove(path) }
  }

  private func undo(_ path: String) throws {
    try place.project.search.requireOwn()
    let vault = place.path
    let healing = try LeftLog.heal(vault, with: path) { try Identities.unlock($0) }
    switch healing {
    case .isNotNeeded:
      Terminal.standardOutput(
        "\(log) holds pages as they were before a change that was never finished: nothing that was acknowledged is in it\n"
      )
    case .healed(let damaged):
      Terminal.standardOutput(
        "\(log) undid a change that was never finished and had left the vault damaged: the vault is whole again; the damaged file is "
          + "'\(PathText.relative(damaged, to: FileSystem.currentFolder))'\n")
    case .doesNotHelp:
      throw Refusal(
        "the vault is damaged, and '\(log)' does not make it whole",
        hint: "the journal and the vault are left as they are")
    }
  }

  private func remove(_ path: String) throws {
    guard unlink(path) == 0 else {
      throw VaultError.inputOutput("cannot remove '\(log)': \(String(cString: strerror(errno)))", hint: nil)
    }
    Terminal.standardOutput("\(log) was removed\n")
  }

  private func recover(_ path: String) throws {
    let open = try place.open()
    for candidate in try candidates(open) {
      let lines = try LeftLog.applying(path, to: candidate.bytes, unlock: { try Identities.unlock($0) }) { old in
        try store(old, in: open)
      }
      guard let lines else { continue }
      Terminal.standardOutput("the log continues \(candidate.name)\n" + lines.map { "\($0)\n" }.joined())
      return
    }
    throw Refusal(
      "no file was found that '\(log)' continues: what is in it cannot be told",
      hint: "name one with --base: a copy of the vault from before; the log is left as it is")
  }

  // MARK: Bases

  private struct Candidate {
    let name: String
    let bytes: [UInt8]
  }

  private func candidates(_ open: OpenVault) throws -> [Candidate] {
    let folder = PathText.parent(open.vault.path)
    let beside = FileSystem.entries(of: folder).map(\.name).filter { $0.contains(".db.format-1") }.sorted()
    let files = try (base.map(place.absolute) + beside.map { PathText.join(folder, $0) }).compactMap {
      path -> Candidate? in
      guard case .bytes(let bytes) = try FileSystem.read(path) else { return nil }
      return Candidate(name: "'\(PathText.relative(path, to: FileSystem.currentFolder))'", bytes: bytes)
    }
    return files + committed(open.vault.path)
  }

  /// The vault's file in the commits of its repository, the newest first.
  private func committed(_ path: String) -> [Candidate] {
    guard let repository = GitRepository.containing(PathText.parent(path)) else { return [] }
    let file = PathText.relative(path, to: repository.root)
    func git(_ arguments: [String]) -> [UInt8] {
      let settings = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]
      let output = ChildProcess.run(["git", "-C", repository.root] + settings + arguments)
      return output?.status == 0 ? output?.standardOutput ?? [] : []
    }
    let commits = String(decoding: git(["log", "--all", "--format=%H", "-n", "200", "--", file]), as: UTF8.self)
    return commits.split(separator: "\n").compactMap { commit in
      let bytes = git(["cat-file", "blob", "\(commit):\(file)"])
      return bytes.isEmpty ? nil : Candidate(name: "the vault of commit \(commit.prefix(12))", bytes: bytes)
    }
  }

  // MARK: Storing

  private func store(_ old: Snapshot, in open: OpenVault) throws -> [String] {
    try open.write("recover", PathText.name(log)) { transaction, _ in
      let lines = try old.entries().compactMap { try store($0, of: old, in: transaction, open.now) }
      return (lines, "\(lines.count) values")
    }
  }

  /// - Returns: What was done; nil for an entry that the vault has as it is, or newer.
  private func store(_ entry: Entry, of old: Snapshot, in transaction: Transaction, _ now: Timestamp) throws -> String?
  {
    let service = entry.address.store.service(scope: entry.address.scope, now: now)
    guard entry.secret.deleted == nil, let version = service.current(of: entry), version.hasValue else { return nil }
    let value = try old.value(of: version, in: entry)
    let known = try transaction.entry(at: entry.address)
    if let known, let current = service.current(of: known), current.hasValue {
      let isSame = try transaction.value(of: current, in: known).equals(value)
      guard !isSame else { return nil }
      guard known.changed < entry.changed else { return "\(entry.address.name): the vault's is newer, and stays" }
    }
    var new = NewValue(name: entry.address.name, value: value, user: Who.user)
    new.isBinary = version.isBinary
    new.overwrites = true
    new.description = entry.secret.description ?? version.parameter?.description
    new.type = version.parameter?.type
    new.tier = version.parameter?.tier == "Standard" ? nil : version.parameter?.tier
    let kept = try service.keep(new, in: transaction)
    return "\(entry.address.name): \(kept.isNew ? "new" : "stored"), version \(kept.version.id)"
  }
}
