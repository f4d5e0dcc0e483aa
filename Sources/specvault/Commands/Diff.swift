import ArgumentParser
import Console
import Cryptography
import Diagnostics
import Vault

struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare two versions, without printing values unless asked to.",
    discussion: "Exit status 1 where they differ, as diff has it.")

  @OptionGroup var place: VaultArguments

  @Argument(help: "A name or ARN.", completion: NameCompletion.names)
  var name: String

  @Argument(help: "A version id, number, staging label or label; by default the version before the current one.")
  var from: String?

  @Argument(help: "Another; by default the current one.")
  var to: String?

  @Flag(help: "Print the values.")
  var showValues = false

  func run() throws {
    let (left, right) = try place.open().read { reading in
      let entry = try reading.entry(name)
      let service = reading.service(of: entry)
      let right = try to.map { try version($0, of: entry) } ?? service.current(of: entry)
      let before = [service.previous(of: entry), entry.versions.last { $0.id != right?.id }]
      let left =
        try from.map { try version($0, of: entry) } ?? before.lazy.compactMap(\.self).first { $0.id != right?.id }
      guard let left, let right else { throw Refusal("'\(name)' has no second version to compare") }
      return try (Side(left, entry, reading), Side(right, entry, reading))
    }
    let isSame = left.value.equals(right.value)
    Terminal.standardOutput("- \(left.title)\n+ \(right.title)\n")
    if isSame {
      Terminal.standardOutput("the values are the same\n")
      return
    }
    Terminal.standardOutput(showValues ? try differences(left, right) : summary(left, right))
    throw ExitCode(1)
  }

  private func version(_ text: String, of entry: Entry) throws -> Version {
    guard let version = entry.version(id: text) ?? entry.version(labelled: text) else {
      throw ServiceError.notFound("'\(name)' has no version '\(text)'")
    }
    return version
  }

  private struct Side {
    let title: String
    let value: SecretBytes

    init(_ version: Version, _ entry: Entry, _ reading: Reading) throws {
      let labels = version.labels.isEmpty ? "" : " (\(version.labels.joined(separator: ", ")))"
      title = "version \(version.id)\(labels), \(version.created.rfc3339)"
      value = try reading.snapshot.value(of: version, in: entry)
    }

    /// The fields of a JSON object, as their JSON.
    var fields: [String: SecretBytes]? { JSONField.all(in: value) }
  }

  private func summary(_ left: Side, _ right: Side) -> String {
    guard let old = left.fields, let new = right.fields else {
      return "the values differ: \(left.value.count) and \(right.value.count) bytes\n"
    }
    return changes(old, new).map { "\($0.mark) \($0.key)\n" }.joined()
  }

  private func changes(_ old: [String: SecretBytes], _ new: [String: SecretBytes]) -> [(mark: String, key: String)] {
    Set(old.keys).union(new.keys).sorted().compactMap { key in
      guard let before = old[key] else { return ("+", key) }
      guard let after = new[key] else { return ("-", key) }
      return before.equals(after) ? nil : ("~", key)
    }
  }

  private func differences(_ left: Side, _ right: Side) throws -> String {
    guard let old = left.value.text(), let new = right.value.text() else {
      throw Refusal("the values are not text; 'specvault get --version' prints one of them")
    }
    let before = old.split(separator: "\n", omittingEmptySubsequences: false)
    let after = new.split(separator: "\n", omittingEmptySubsequences: false)
    return after.difference(from: before).map { change in
      switch change {
      case .remove(_, let line, _): "- \(line)\n"
      case .insert(_, let line, _): "+ \(line)\n"
      }
    }.joined()
  }
}
