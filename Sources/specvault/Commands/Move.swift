import ArgumentParser
import Console
import Vault

struct Move: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "move", abstract: "Rename an entry; its versions, labels and tags stay.",
    discussion: "AWS has no such operation: deployed secrets keep their names.")

  @OptionGroup var place: VaultArguments

  @Argument(help: "A name or ARN.", completion: NameCompletion.names)
  var name: String

  @Argument(help: "The new name.")
  var target: String

  func run() throws {
    try place.open().write("move", name) { transaction, reading in
      let entry = try reading.entry(name)
      guard entry.secret.primaryRegion == nil, entry.secret.replicas.isEmpty else {
        throw Refusal("'\(name)' is replicated to other regions and cannot change its name")
      }
      let address = EntryAddress(entry.address.store, entry.address.scope, target)
      try requireStore(entry.address.store, reading)
      let service = reading.service(of: entry)
      try service.validate(name: target)
      guard try !service.has(target, in: transaction) else {
        throw ServiceError("ResourceExistsException", "'\(target)' exists already.")
      }
      _ = try transaction.move(entry, to: address)
      return ((), "to \(target)")
    }
    Terminal.standardOutput("\(name): is \(target) now\n")
  }

  /// A name that belongs to the other store would say what the entry is not.
  private func requireStore(_ store: Store, _ reading: Reading) throws {
    guard place.store == nil, target.hasPrefix("/") != name.hasPrefix("/") else { return }
    let other = reading.storeOfNew(target)
    guard other != store else { return }
    throw Refusal(
      "'\(target)' is a name of \(other.title), and '\(name)' is in \(store.title)",
      hint: "'specvault copy' stores its value there; with --store \(store.rawValue) it is moved as it is")
  }
}
