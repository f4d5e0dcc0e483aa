import Age
import ArgumentParser
import Console
import Diagnostics
import Vault
import Workspace

struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Show which vault, which key and which project are used here.")

  @OptionGroup var place: VaultArguments
  @OptionGroup var format: FormatArguments

  private struct Facts: Encodable {
    let vault: String
    let id: String
    let project: String
    let account: String
    let region: String
    let opensWith: String
    let recipients: Int
    let entries: [String: Int]
    let changes: UInt64
    let bytes: Int
    let created: String
    let spec: [String]
  }

  func run() throws {
    let open = try place.open()
    let header = try Vault.publicHeader(at: open.vault.path)
    let selection = try EnvironmentSelection.of(open)
    let spec = selection.spec
    let facts = try open.read { reading in
      let settings = try reading.snapshot.settings()
      var entries: [String: Int] = [:]
      try reading.snapshot.forEachEntry { entries[$0.address.store.rawValue, default: 0] += 1 }
      return Facts(
        vault: open.vault.path, id: header.identifier, project: selection.projectName,
        account: settings.scope.account, region: settings.scope.region,
        opensWith: settings.recipients.isEmpty ? "a passphrase" : Identities.file,
        recipients: settings.recipients.count, entries: entries, changes: try reading.snapshot.changes,
        bytes: FileSystem.size(open.vault.path), created: settings.created.rfc3339,
        spec: spec?.documents.map(\.source.path) ?? [])
    }
    if format.isJSON { return Terminal.standardOutput(JSONText.encode(facts)) }
    Terminal.standardOutput(text(facts))
  }

  private func text(_ facts: Facts) -> String {
    let counts = Store.allCases.compactMap { store in
      facts.entries[store.rawValue].map { "\($0) in \(store.title)" }
    }
    let rows = [
      ("vault", facts.vault), ("id", facts.id), ("made", facts.created), ("project", facts.project),
      ("spec", facts.spec.isEmpty ? "none found" : facts.spec.joined(separator: ", ")),
      ("account", facts.account), ("region", facts.region), ("opens with", facts.opensWith),
      ("recipients", String(facts.recipients)), ("entries", counts.isEmpty ? "none" : counts.joined(separator: ", ")),
      ("changes", String(facts.changes)), ("size", "\(facts.bytes) bytes"),
    ]
    return rows.map { $0.0 + String(repeating: " ", count: 12 - $0.0.count) + $0.1 + "\n" }.joined()
  }
}
