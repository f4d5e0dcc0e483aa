import ArgumentParser
import Console
import Diagnostics
import Vault

struct History: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "List the versions of a secret or parameter, without values.")

  @OptionGroup var place: VaultArguments
  @OptionGroup var format: FormatArguments

  @Argument(help: "A name or ARN.", completion: NameCompletion.names)
  var name: String

  private struct Row: Encodable {
    let version: String
    let created: String
    let labels: [String]
    let bytes: Int
    let type: String?
    let user: String?
  }

  func run() throws {
    let entry = try place.open().read { try $0.entry(name) }
    let rows = entry.versions.reversed().map {
      Row(
        version: $0.id, created: $0.created.rfc3339, labels: $0.labels, bytes: $0.size,
        type: $0.parameter?.type.rawValue, user: $0.parameter?.user)
    }
    if format.isJSON { return Terminal.standardOutput(JSONText.encode(rows)) }
    var table = TextTable(["VERSION", "CREATED", "BYTES", "LABELS"])
    for row in rows { table.add([row.version, row.created, String(row.bytes), row.labels.joined(separator: ", ")]) }
    Terminal.standardOutput(table.text)
  }
}
