import ArgumentParser
import Console
import Cryptography
import Syntax
import Vault
import Workspace

extension Store: ExpressibleByArgument {}

/// The options that all commands share.
struct VaultArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The vault; by default SPECVAULT_VAULT, or .specvault/vault.db beside the spec.", valueName: "file"))
  var vault: String?

  @Option(
    help: ArgumentHelp("Which store a name means, where several know it.", valueName: "secretsmanager|ssm|github"))
  var store: Store?

  @Option(help: ArgumentHelp("The AWS account of names without an ARN; by default the vault's.", valueName: "id"))
  var account: String?

  @Option(help: ArgumentHelp("The AWS region of names without an ARN; by default the vault's.", valueName: "name"))
  var region: String?

  /// The names of these options: they may stand before a command, too.
  static let names = ["--vault", "--store", "--account", "--region"]

  /// The vault's path, whether it exists or not.
  var path: String { project.vaultPath }

  /// The project of the current folder, with the vault that the user named.
  var project: Project { Project(vault: named.map(absolute)) }

  /// What `--vault` says, else `SPECVAULT_VAULT`.
  private var named: String? {
    vault ?? Terminal.variable("SPECVAULT_VAULT").flatMap { $0.isEmpty ? nil : $0 }
  }

  func absolute(_ path: String) -> String {
    PathText.normalized(PathText.join(FileSystem.currentFolder, path))
  }

  /// Opens the vault with the user's keys.
  /// - Parameter acceptingWhatIsThere: Whether the file is taken as it is, whatever is known of another.
  /// - Throws: ``Refusal`` for another user's vault that was found by searching.
  func open(acceptingWhatIsThere: Bool = false) throws -> OpenVault {
    let project = project
    try project.search.requireOwn()
    var options = VaultOptions(stateFolder: Identities.stateFolder)
    options.acceptsWhatIsThere = acceptingWhatIsThere
    let pins = try project.pins()
    options.pins = pins
    options.note = { Terminal.note($0) }
    do {
      let vault = try Vault.open(at: project.vaultPath, options: options) { try Identities.unlock($0) }
      return OpenVault(vault, self, project)
    } catch VaultError.missing(let path) {
      guard let (pin, file) = try pins.first() else { throw VaultError.missing(path: path) }
      throw VaultError.notHere(path: path, pin: pin.description, place: file)
    }
  }

  func scope(_ fallback: Scope) -> Scope {
    Scope(account: account ?? fallback.account, region: region ?? fallback.region)
  }

  func validate() throws {
    if vault == "" { throw ValidationError("--vault names no file: its value is empty") }
    if let account, account.utf8.count != 12 || !account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      throw ValidationError("--account '\(account)': an AWS account has twelve digits")
    }
  }
}

/// An open vault and what the command line says about it.
struct OpenVault {
  let vault: Vault
  let arguments: VaultArguments
  let project: Project

  init(_ vault: Vault, _ arguments: VaultArguments, _ project: Project) {
    self.vault = vault
    self.arguments = arguments
    self.project = project
  }

  var now: Timestamp { vault.clock.now() }

  /// Reads with the account and region that names belong to.
  func read<Result>(_ body: (Reading) throws -> Result) throws -> Result {
    let accessDates = AccessDates()
    let result = try vault.read { snapshot in
      snapshot.accessDates = accessDates
      return try body(try Reading(snapshot, arguments, now))
    }
    // A vault that cannot be written is read all the same; only the day is not kept then.
    if !accessDates.isEmpty { try? accessDates.save { vault.writeInPassing($0) } }
    return result
  }

  /// Changes the vault and notes in its audit log what was done, or that it was refused.
  func write<Result>(
    _ action: String, _ subject: String, _ body: (Transaction, Reading) throws -> (result: Result, detail: String)
  ) throws -> Result {
    do {
      return try vault.write { transaction in
        let (result, detail) = try body(transaction, try Reading(transaction, arguments, now))
        try transaction.audit(Who.record(now, action, subject, detail))
        return result
      }
    } catch let error as ServiceError {
      try vault.write { try $0.audit(Who.record(now, action, subject, "refused: \(error.code)")) }
      throw error
    }
  }

  /// Reads what is handed out to a command, and notes that in the audit log, in one transaction. A vault that cannot be written is
  /// read all the same.
  /// - Parameter body: Gives its result, and what is noted of it; nil where nothing is handed out. It may be asked twice.
  func handOut<Result>(
    _ action: String, _ body: (Reading) throws -> (result: Result, noted: (subject: String, detail: String)?)
  ) throws -> Result {
    do {
      return try vault.write { transaction in
        let accessDates = AccessDates()
        transaction.accessDates = accessDates
        let (result, noted) = try body(try Reading(transaction, arguments, now))
        if let noted {
          try accessDates.save { try $0(transaction) }
          try transaction.audit(Who.record(now, action, noted.subject, noted.detail))
        }
        return result
      }
    } catch VaultError.inputOutput(let what, _) {
      let (result, noted) = try vault.read { try body(try Reading($0, arguments, now)) }
      if noted != nil { Terminal.warn("the audit log could not be written: \(what)") }
      return result
    }
  }

  /// Notes one session of reads.
  func note(_ action: String, _ subject: String, _ detail: String) throws {
    do {
      try vault.write { try $0.audit(Who.record(now, action, subject, detail)) }
    } catch let error as VaultError {
      guard case .inputOutput = error else { throw error }
      Terminal.warn("the audit log could not be written: \(error)")
    }
  }
}

/// A consistent view of the vault, and how names are looked up in it.
struct Reading {
  let snapshot: Snapshot
  let scope: Scope
  let now: Timestamp
  let store: Store?
  /// The project's name when the vault was made.
  let project: String

  init(_ snapshot: Snapshot, _ arguments: VaultArguments, _ now: Timestamp) throws {
    self.snapshot = snapshot
    self.now = now
    let settings = try snapshot.settings()
    scope = arguments.scope(settings.scope)
    project = settings.project
    store = arguments.store
  }

  /// The service that stands in for a store.
  func service(_ store: Store) -> any StoreService { store.service(scope: scope, now: now) }

  /// The service that has an entry.
  func service(of entry: Entry) -> any StoreService { service(entry.address.store) }

  func secrets(_ store: Store = .secretsManager) -> SecretsManager {
    SecretsManager(store: store, scope: scope, now: now)
  }

  var parameters: ParameterStore { ParameterStore(scope: scope, now: now) }

  func resolver() -> Resolver { Resolver(snapshot, scope: scope, now: now, store: store) }

  /// The entry of a name or ARN, in whichever store has it.
  /// - Throws: `AmbiguousName` where several have, `ServiceError` where none has.
  func entry(_ name: String) throws -> Entry {
    var found: [Entry] = []
    for store in store.map({ [$0] }) ?? Store.allCases {
      do {
        found.append(try service(store).find(name, in: snapshot))
      } catch let error as ServiceError where error.isNotFound || error.code == "ValidationException" {
        continue
      }
    }
    if found.count > 1 { throw AmbiguousName(name: name, stores: found.map(\.address.store)) }
    guard let entry = found.first else { throw ServiceError.notFound("'\(name)' is in no store of this vault") }
    return entry
  }

  /// Does something with a name; where there is none of it, the error says which was probably meant.
  func suggesting<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ServiceError where error.isNotFound {
      let names = try snapshot.entries { _ in true }.map(\.address.name)
      guard let near = names.nearest(to: name) else { throw error }
      throw Refusal(error.message, hint: "did you mean '\(near)'?")
    }
  }

  /// The store that a new name belongs to: parameters begin with a slash.
  func storeOfNew(_ name: String) -> Store {
    if let arn = ResourceName.parse(name) { return arn.store }
    return store ?? (name.hasPrefix("/") ? .parameterStore : .secretsManager)
  }
}
