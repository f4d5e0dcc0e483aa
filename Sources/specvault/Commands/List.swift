import ArgumentParser
import Console
import Diagnostics
import Vault

struct List: QuickCommand {
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
      type = List.type(of: current)
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
    var others = 0
    let text: String = try place.open().read { reading in
      if format.isJSON {
        var entries: [Entry] = []
        try visit(reading) { entries.append($0) }
        return JSONText.encode(entries.sorted { $0.address < $1.address }.map { Row($0, reading) })
      }
      let text = try table(reading)
      if text.isEmpty { try reading.snapshot.forEachEntry { _ in others += 1 } }
      return text
    }
    guard text.isEmpty else { return Terminal.standardOutput(text) }
    Terminal.note(others == 0 ? "the vault is empty" : nothing(of: others))
  }

  /// Why nothing is listed of a vault that has entries.
  private func nothing(of others: Int) -> String {
    let count = Count.of(others, "entry", "entries")
    if let prefix { return "nothing begins with '\(prefix)'; the vault has \(count)" }
    guard place.store != nil || place.account != nil || place.region != nil else {
      return "nothing is listed: \(count) marked for deletion; --deleted shows them while they can be restored"
    }
    return "nothing there; the vault has \(count) in other stores, accounts or regions, or marked for deletion"
  }

  /// What is shown of an entry: there may be many.
  private struct Line {
    let address: EntryAddress
    let type: String
    let versions: Int
    let changed: Timestamp
    let deletion: Timestamp?
  }

  /// Empty where nothing is listed.
  private func table(_ reading: Reading) throws -> String {
    let services = Store.allCases.map(reading.service)
    var lines: [Line] = []
    try visit(reading) { entry in
      let service = services.first { $0.store == entry.address.store }
      lines.append(
        Line(
          address: entry.address, type: List.type(of: service?.current(of: entry)), versions: entry.versions.count,
          changed: entry.changed, deletion: entry.secret.recoverableUntil))
    }
    guard !lines.isEmpty else { return "" }
    var table = TextTable(["NAME", "STORE", "TYPE", "VERSIONS", "CHANGED"] + (deleted ? ["GONE AFTER"] : []))
    for place in lines.indices.sorted(by: { lines[$0].address < lines[$1].address }) {
      let line = lines[place]
      let cells = [
        line.address.name, line.address.store.rawValue, line.type, String(line.versions), line.changed.rfc3339,
      ]
      table.add(deleted ? cells + [line.deletion?.rfc3339 ?? ""] : cells)
    }
    return table.text
  }

  private static func type(of version: Version?) -> String {
    version?.parameter?.type.rawValue ?? (version?.isBinary == true ? "binary" : "string")
  }

  /// Whether an entry is there, or marked for deletion and asked for.
  private func isListed(_ entry: Entry, _ now: Timestamp) -> Bool {
    guard let until = entry.secret.recoverableUntil else { return true }
    return deleted && until > now
  }

  private func visit(_ reading: Reading, _ body: (Entry) -> Void) throws {
    let stores = reading.store.map { [$0] } ?? Store.allCases
    if let prefix, prefix.utf8.contains(UInt8(ascii: "/")) {
      for store in stores {
        for entry in try reading.snapshot.entries(in: store, reading.scope, prefix: prefix)
        where isListed(entry, reading.now) { body(entry) }
      }
      return
    }
    let isScoped = place.account != nil || place.region != nil
    let start = prefix ?? ""
    let now = reading.now
    try reading.snapshot.forEachEntry { entry in
      let address = entry.address
      guard stores.contains(address.store), start.isEmpty || address.name.hasPrefix(start), isListed(entry, now),
        !isScoped || address.scope == reading.scope || address.store == .github
      else { return }
      body(entry)
    }
  }
}

// MARK: Without ArgumentParser

extension List {
  mutating func setDefaults() {
    var text = FormatArguments()
    text.format = .text
    (format, prefix, deleted) = (text, nil, false)
  }

  mutating func take(flag: String) -> Bool {
    guard flag == "--deleted" else { return false }
    deleted = true
    return true
  }

  mutating func take(option: String, value: String) -> Bool {
    guard option == "--format", let named = FormatArguments.Format(rawValue: value) else { return false }
    format.format = named
    return true
  }

  mutating func take(words: [String], rest: [String]?) -> Bool {
    prefix = words.first
    return words.count <= 1 && rest == nil
  }
}
