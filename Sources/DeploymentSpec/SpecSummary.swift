import Diagnostics
import Quantities

/// What was understood of the documents, for people: table by table, then what was not.
package struct SpecSummary {
  private let spec: DeploymentSpec
  private let redactions: Redactions

  /// - Parameter redactions: where the documents hold secret values.
  package init(_ spec: DeploymentSpec, hiding redactions: Redactions) {
    self.spec = spec
    self.redactions = redactions
  }

  package var text: String {
    var lines: [String] = []
    for document in spec.documents {
      lines.append(document.source.path)
      let fields = document.markdown.frontMatter.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
      if !fields.isEmpty { lines.append("  front matter: \(fields)") }
      lines += tables(of: document.source)
      lines.append("")
    }
    lines += variables + notUnderstood
    let words = SecretWords(redactions)
    return lines.map { PlainLine.of(words.masked($0)) + "\n" }.joined()
  }

  private func tables(of source: SourceText) -> [String] {
    var places: [(offset: Int, lines: [String])] = []
    for table in spec.tables where table.location.source === source {
      places.append((table.location.range.lowerBound, [title(table)] + table.rows.compactMap { row(table, $0) }))
    }
    for block in spec.environmentBlocks where block.location.source === source {
      let names = block.entries.map(\.name).joined(separator: ", ")
      places.append(
        (block.location.range.lowerBound, ["  \(block.section)  [env block of \(block.environment)]", "    \(names)"]))
    }
    for policy in spec.secretPolicies where policy.location.source === source {
      let rotations = policy.rotations.map { "\($0.name) every \($0.every.value)" }.joined(separator: ", ")
      let access = policy.access.map { "\($0.environment): \($0.team.value) \($0.permission?.value ?? "")" }.joined(
        separator: ", ")
      places.append(
        (
          policy.location.range.lowerBound,
          ["  \(policy.section)  [secret policy]", "    rotation: \(rotations)", "    access: \(access)"]
        ))
    }
    if let first = spec.pipelineDiagram.first, first.citation.location.source === source {
      let stages = spec.pipelineDiagram.map(\.value).joined(separator: " → ")
      places.append(
        (
          first.citation.location.range.lowerBound,
          ["  \(first.citation.section)  [pipeline diagram]", "    \(stages)"]
        ))
    }
    return places.sorted { $0.offset < $1.offset }.flatMap(\.lines)
  }

  private func title(_ table: SpecTable) -> String {
    let legend = table.legend == nil ? "" : ", with a legend"
    return
      "  \(table.section)  [\(table.kind.rawValue), \(table.rows.count) row\(table.rows.count == 1 ? "" : "s")\(legend)]"
  }

  private func row(_ table: SpecTable, _ row: SpecRow) -> String? {
    let cells = row.cells.sorted {
      $0.value.citation.location.range.lowerBound < $1.value.citation.location.range.lowerBound
    }
    .filter { !$0.value.isBlank && $0.key != .note && $0.key != .description }
    let environments = row.byEnvironment.sorted {
      $0.value.citation.location.range.lowerBound < $1.value.citation.location.range.lowerBound
    }
    let words =
      cells.map { "\($0.key.rawValue)=\(shown($0.value, $0.value.value.words))" }
      + environments.map { "\($0.key)=\(shown($0.value, $0.value.text))" }
    return words.isEmpty ? nil : "    " + words.joined(separator: "  ")
  }

  /// What is said of a cell; of one that holds a secret value its text without it.
  private func shown(_ cell: SpecCell, _ words: String) -> String {
    let location = cell.citation.location
    return redactions.touches(location) ? String(decoding: redactions.masked(location), as: UTF8.self) : words
  }

  private var variables: [String] {
    let all = spec.variables.all
    guard !all.isEmpty else { return [] }
    let secrets = all.filter(\.isSecret)
    let required = all.filter { if case .required? = $0.effectiveRequirement?.value { true } else { false } }
    return [
      "variables: \(all.count), of them \(required.count) required and \(secrets.count) secret",
      "  required: \(required.map(\.name).joined(separator: ", "))",
      "  secret: \(secrets.map(\.name).joined(separator: ", "))",
    ]
  }

  private var notUnderstood: [String] {
    var lines: [String] = []
    for table in spec.tables {
      for column in table.unknownColumns {
        lines.append("  \(place(column.location)): column '\(column.value)' of \(table.section)")
      }
      for cell in table.rows.flatMap(\.cells.values).sorted(by: {
        $0.citation.location.range.lowerBound < $1.citation.location.range.lowerBound
      }) {
        if case .unread(let text) = cell.value {
          lines.append("  \(place(cell.citation.location)): '\(shown(cell, text))' in \(table.section)")
        }
      }
    }
    for table in spec.unknownTables { lines.append("  \(place(table.location)): a table under '\(table.section)'") }
    let count = "\(spec.tables.count) tables, \(spec.tables.map(\.rows.count).reduce(0, +)) rows"
    return lines.isEmpty ? ["\(count) understood"] : ["\(count) understood; not understood:"] + lines
  }

  private func place(_ location: Location) -> String {
    "\(location.source.path):\(location.start.line):\(location.start.column)"
  }
}

extension SpecValue {
  /// The value as it was understood.
  fileprivate var words: String {
    switch self {
    case .blank: "-"
    case .text(let text): text
    case .unread(let text): "'\(text)' (not comparable)"
    case .flag(let flag): flag.state.rawValue + (flag.note.map { " (\($0))" } ?? "")
    case .cpu(let cpu): cpu.description
    case .memory(let memory): memory.description
    case .size(let cpu, let memory): [cpu?.description, memory?.description].compactMap { $0 }.joined(separator: " + ")
    case .span(let span): span.description
    case .count(let range): range.description
    case .counts(let counts): counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    case .threshold(let threshold):
      "\(threshold.subject) \(threshold.comparison.rawValue) \(decimal(threshold.value))\(threshold.unit)\(threshold.window.map { " for \($0)" } ?? "")"
        .trimmingSpaces()
    case .blocks(let blocks): blocks.map(\.description).joined(separator: ", ")
    case .money(let money): money.description
    case .percent(let range):
      range.minimum == range.maximum
        ? "\(decimal(range.minimum))%" : "\(decimal(range.minimum))-\(decimal(range.maximum))%"
    case .environments(let names, let isAll): isAll ? "all" : names.joined(separator: ", ")
    case .store(let store): store.description
    }
  }
}
