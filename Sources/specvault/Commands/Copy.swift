import ArgumentParser
import Console
import Cryptography
import Vault

struct Copy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy", abstract: "Store an entry's current value under another name.",
    discussion: """
      With --from and --to both environments of the naming rule are meant: 'copy DATABASE_URL --from staging --to \
      production'.
      """)

  @OptionGroup var place: VaultArguments

  @Argument(help: "A name or ARN; with --from and --to a variable's name.", completion: NameCompletion.names)
  var name: String

  @Argument(help: "The new name.")
  var target: String?

  @Option(help: "The environment to take it from.")
  var from: String?

  @Option(help: "The environment to put it in.")
  var to: String?

  @Flag(help: "Make a new version where the target exists.")
  var overwrite = false

  func validate() throws {
    let names = [target, from, to].map { $0 != nil }
    guard names == [true, false, false] || names == [false, true, true] else {
      throw ValidationError("give either a new name, or --from and --to")
    }
  }

  func run() throws {
    let open = try place.open()
    let (source, target) = try names(open)
    let said = try open.write("copy", source) { transaction, reading in
      let entry = try reading.entry(source)
      let store =
        place.store
        ?? (target.hasPrefix("/") == source.hasPrefix("/") ? entry.address.store : reading.storeOfNew(target))
      if !overwrite, try reading.service(store).has(target, in: transaction) {
        throw ServiceError("ResourceExistsException", "'\(target)' exists already.")
      }
      _ = try Storing(transaction, reading).copy(entry, to: target, in: store, overwrites: overwrite)
      return ("copied to \(target)", "to \(target)")
    }
    Terminal.standardOutput("\(source): \(said)\n")
  }

  private func names(_ open: OpenVault) throws -> (source: String, target: String) {
    if let target { return (name, target) }
    let selection = try EnvironmentSelection.of(open)
    let source = try selection.inEnvironment(from)
    let destination = try selection.inEnvironment(to, isNew: true)
    let store = try open.read { reading in
      try Store.allCases.first { store in
        try reading.service(store).has(source.entryName(name, in: store), in: reading.snapshot)
      }
    }
    guard let store else { throw ServiceError.notFound("'\(name)' is not in the vault for '\(source.environment)'") }
    return (source.entryName(name, in: store), destination.entryName(name, in: store))
  }
}
