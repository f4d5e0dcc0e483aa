import ByteSearch
import Diagnostics

/// What a table of the documents is about.
package enum TableKind: String, Sendable, CaseIterable {
  case environments, environmentTraits, compute, databases, storage, network, pipelineStages, branches, rollback
  case containerSettings, resourceLimits, sizeMatrix, variables, variableValues, secrets, secretStores, featureFlags,
    startupChecks, checklist
  case metrics, logs, alertChannels, scaling, traffic, recoveryObjectives, backups, availabilityZones
  case networkSecurity, accessControl, costs, savings, changes
}

/// What a column of such a table holds.
package enum SpecField: String, Sendable, CaseIterable {
  case environment, environments, purpose, url, infrastructure, note, trait, resource, service, size, counts, backup
  case setting, stage, branch, automatic, situation, method, duration, value, cpu, memory, instances, minimum, maximum
  case name, description, type, required, defaultValue, secret, perEnvironment, example, allowedValues, store, rotation
  case check, failure, metric, tool, condition, log, retention, channel, target, action, cooldown, period, rate
  case strategy, subject, interval, restoreTest, zones, layer, amount, measure, scope, version, date, author, change
}

/// A table that was recognised, its cells read as its columns say.
package struct SpecTable: Sendable {
  package let kind: TableKind
  /// The heading above it, as written.
  package let section: String
  package let location: Location
  package let rows: [SpecRow]
  /// Header words of columns that no field is known for.
  package let unknownColumns: [Located<String>]
  /// What ⚪ means in this table.
  package let legend: Legend?
}

package struct SpecRow: Sendable {
  package let location: Location
  package let cells: [SpecField: SpecCell]
  /// For tables with a column per environment: the cell of each, by canonical name.
  package let byEnvironment: [String: SpecCell]

  package subscript(field: SpecField) -> SpecCell? { cells[field] }

  /// The words of a cell; `nil` if it is missing, empty or `-`.
  package func text(_ field: SpecField) -> Cited<String>? {
    guard let cell = cells[field], !cell.isBlank else { return nil }
    return Cited(cell.text, cell.citation)
  }
}

package struct SpecCell: Sendable {
  package let text: String
  package let value: SpecValue
  package let citation: Citation

  package var isBlank: Bool {
    if case .blank = value { true } else { false }
  }

  /// The cell's value in one shape, cited, if it has that shape.
  package func cited<Value>(_ extract: (SpecValue) -> Value?) -> Cited<Value>? {
    extract(value).map { Cited($0, citation) }
  }
}

/// The line under a table that says what its ⚪ means.
package struct Legend: Sendable {
  package enum Condition: Sendable, Equatable {
    /// Required unless one of these variables is set.
    case requiredUnless([String])
    /// Required if one of these variables is set.
    case requiredIf([String])
    /// Nothing that can be checked.
    case unclear
  }

  package let condition: Condition
  package let location: Location

  /// Reads `⚪ = DATABASE_URL 사용 시 불필요`.
  init?(_ text: String, _ location: Location) {
    guard let sign = text.firstIndex(where: { $0 == "⚪" || $0 == "△" }) else { return nil }
    let meaning = text[text.index(after: sign)...]
    guard meaning.contains(where: { $0 == "=" || $0 == ":" || $0 == "-" || $0 == "–" || $0 == "→" }) else { return nil }
    let names = Self.variableNames(String(meaning))
    let lowered = meaning.lowercased()
    let isNegative = [
      "불필요", "필요 없", "생략", "not required", "not needed", "unnecessary", "optional", "unless", "without",
    ].contains { lowered.contains($0) }
    self.location = location
    if names.isEmpty {
      condition = .unclear
    } else {
      condition = isNegative ? .requiredUnless(names) : .requiredIf(names)
    }
  }

  private static func variableNames(_ text: String) -> [String] {
    text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) }
      .map(String.init)
      .filter { $0.count > 2 && $0.contains(where: \.isUppercase) && !$0.contains(where: \.isLowercase) }
  }
}
