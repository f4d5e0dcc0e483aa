import ArgumentParser
import Console
import Diagnostics
import Vault

struct Audit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Show who did what with the vault.",
    discussion: """
      Changes and refusals are listed one by one, 'run' and 'export' once a session with the number of values they read. \
      Values are never in it.
      """)

  @OptionGroup var place: VaultArguments
  @OptionGroup var format: FormatArguments

  @Option(name: .shortAndLong, help: "Only the last of this many.")
  var last: Int?

  private struct Row: Encodable {
    let time: String
    let user: String
    let process: String
    let action: String
    let subject: String
    let detail: String
  }

  func run() throws {
    let records = try place.open().read { try $0.snapshot.auditRecords() }
    let rows = records.suffix(last ?? records.count).map {
      Row(
        time: $0.moment.rfc3339, user: $0.user, process: $0.process, action: $0.action, subject: $0.subject,
        detail: $0.detail)
    }
    if format.isJSON { return Terminal.standardOutput(JSONText.encode(rows)) }
    var table = TextTable(["TIME", "USER", "PROCESS", "ACTION", "SUBJECT", "DETAIL"])
    for row in rows { table.add([row.time, row.user, row.process, row.action, row.subject, row.detail]) }
    Terminal.standardOutput(table.text)
  }
}
