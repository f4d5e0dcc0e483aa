import ArgumentParser
import Console
import Cryptography
import Vault
import Workspace

extension Store: ExpressibleByArgument {}

/// The options that all commands share.
struct VaultArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The vault; by default .specvault/vault.db beside the spec.", valueName: "file"))
  var vault: String?

  @Option(
    help: ArgumentHelp("Which store a name means, where several know it.", valueName: "secretsmanager|ssm|github"))
  var store: Store?

  @Option(help: ArgumentHelp("The AWS account of names without an ARN; by default the vault's.", valueName: "id"))
  var account: String?

  @Option(help: ArgumentHelp("The AWS region of names without an ARN; by default the vault's.", valueName: "name"))
  var region: String?

  /// The vault's path, whether it exists or not.
  var path: String {
    if let vault { return absolute(vault) }
    return Project.vaultPath
  }

  func absolute(_ path: String) -> String {
    PathText.normalized(PathText.join(FileSystem.currentFolder, path))
  }

  /// Opens the vault with the user's keys.
  /// - Parameter acceptingWhatIsThere: Whether the file is taken as it is, whatever is known of another.
  func open(acceptingWhatIsThere: Bool = false) throws -> OpenVault {
    var options = VaultOptions(stateFolder: Identities.stateFolder)
    options.acceptsWhatIsThere = acceptingWhatIsThere
    options.pins = VaultPins.ofProject(path)
    options.note = { Terminal.note($0) }
    return OpenVault(try Vault.open(at: path, options: options) { try Identities.unlock($0) }, self)
  }

  func scope(_ fallback: Scope) -> Scope {
    Scope(account: account ?? fallback.account, region: region ?? fallback.region)
  }

  func validate() throws {
    if let account, account.utf8.count != 12 || !account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      throw ValidationError("--account '\(account)': an AWS account has twelve digits")
    }
  }
}

/// An open vault and what the command line says about it.
struct OpenVault {
  let vault: Vault
  let arguments: VaultArguments

  init(_ vault: Vault, _ arguments: VaultArguments) {
    self.vault = vault
    self.arguments = arguments
  }

  var now: Timestamp { vault.clock.now() }

  /// Reads with the account and region that names belong to.
  func read<Result>(_ body: (Reading) throws -> Result) throws -> Result {
    try vault.read { try body(try Reading($0, arguments, now)) }
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

  init(_ snapshot: Snapshot, _ arguments: VaultArguments, _ now: Timestamp) throws {
    self.snapshot = snapshot
    self.now = now
    scope = arguments.scope(try snapshot.settings().scope)
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

  /// The store that a new name belongs to: parameters begin with a slash.
  func storeOfNew(_ name: String) -> Store {
    if let arn = ResourceName.parse(name) { return arn.store }
    return store ?? (name.hasPrefix("/") ? .parameterStore : .secretsManager)
  }
}
