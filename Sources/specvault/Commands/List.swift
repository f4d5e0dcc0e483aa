import ArgumentParser
import Console
import Diagnostics
import Vault

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List secrets and parameters, without values.")

  @OptionGroup var place: VaultArguments
  @OptionGroup var format: FormatArguments

  @Argument(help: "Only names that begin so.")
  var prefix: String?

  @Flag(help: "Also secrets that are marked for deletion.")
  var deleted = false

  private struct Row: Encodable {
    let name: String
    let store: String
    let type: String
    let version: String
    let versions: Int
    let changed: String
    let arn: String?
    let description: String?
    let tags: [String: String]
    let deletionDate: String?

    init(_ entry: Entry, _ reading: Reading) {
      let current = reading.service(of: entry).current(of: entry)
      name = entry.address.name
      store = entry.address.store.rawValue
      type = current?.parameter?.type.rawValue ?? (current?.isBinary == true ? "binary" : "string")
      version = current?.id ?? ""
      versions = entry.versions.count
      changed = entry.changed.rfc3339
      arn = ResourceName.arn(of: entry)
      description = entry.secret.description ?? current?.parameter?.description
      tags = Dictionary(entry.tags.map { ($0.key, $0.value) }) { $1 }
      deletionDate = entry.secret.recoverableUntil?.rfc3339
    }
  }

  func run() throws {
    let rows = try place.open().read { reading in
      try found(reading).filter { entry in
        let until = entry.secret.recoverableUntil
        return until == nil || (deleted && until.map { $0 > reading.now } ?? false)
      }.map { Row($0, reading) }
    }
    if format.isJSON { return Terminal.standardOutput(JSONText.encode(rows)) }
    guard !rows.isEmpty else {
      return Terminal.standardError(
        "specvault: note: \(prefix.map { "nothing begins with '\($0)'" } ?? "the vault is empty")\n")
    }
    var table = TextTable(["NAME", "STORE", "TYPE", "VERSIONS", "CHANGED"] + (deleted ? ["GONE AFTER"] : []))
    for row in rows {
      table.add(
        [row.name, row.store, row.type, String(row.versions), row.changed] + (deleted ? [row.deletionDate ?? ""] : []))
    }
    Terminal.standardOutput(table.text)
  }

  private func found(_ reading: Reading) throws -> [Entry] {
    let stores = reading.store.map { [$0] } ?? Store.allCases
    let isScoped = place.account != nil || place.region != nil
    guard let prefix, prefix.utf8.contains(UInt8(ascii: "/")) else {
      return try reading.snapshot.entries { entry in
        stores.contains(entry.address.store) && entry.address.name.hasPrefix(prefix ?? "")
          && (!isScoped || entry.address.scope == reading.scope || entry.address.store == .github)
      }
    }
    return try stores.flatMap { try reading.snapshot.entries(in: $0, reading.scope, prefix: prefix) }
  }
}
