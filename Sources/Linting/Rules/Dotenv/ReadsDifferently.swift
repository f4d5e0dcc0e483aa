import Diagnostics
import Syntax

struct ReadsDifferently: DotenvRule {
  static let card = RuleCard(
    "reads-differently", .dotenv, summary: "Two loaders read a line differently.",
    rationale:
      "A dotenv file has no one meaning: a '$' in a password is eaten by Compose and kept by npm's dotenv, an inline '#' ends a value or does not.",
    severity: .warning)

  static let examples: [Example] = [
    .flags("API_HOST=⟦pa$word⟧\n", in: ".env.staging"),
    .flags("API_HOST=⟦parcel#1⟧\n", in: ".env.staging"),
    .flags("API_HOST=⟦`parcel`⟧\n", in: ".env.staging"),
    .flags("API_HOST=⟦\"a\\tb\"⟧\n", in: ".env.staging"),
    .flags(
      [
        (".speclint.yaml", "dotenv: [node, compose]"),
        (".env.staging", "HOST=parcel.test\nAPI_HOST=⟦https://${HOST}⟧\n"),
      ], spec: "# Nothing"),
    .flags(
      [(".speclint.yaml", "dotenv: [node, docker]"), (".env.staging", "⟦export API_HOST=parcel⟧\n")], spec: "# Nothing"),
    .passes(
      [(".speclint.yaml", "dotenv: [node, python]"), (".env.staging", "export API_HOST=parcel\n")], spec: "# Nothing"),
    .passes([(".speclint.yaml", "dotenv: node"), (".env.staging", "API_HOST=pa$word\n")]),
    .passes("API_HOST=\"a host\" # a note\nPORT='3000'\nDATABASE_URL=${PROD_DATABASE_URL}\n", in: ".env.staging"),
    .passes("API_HOST='pa$word'\n", in: ".env.staging"),
    .passes([
      (".speclint.yaml", "dotenv: [node, compose]"), (".env.staging", "API_HOST=${STAGING_HOST}\n"),
    ]),
    .passes("API_HOST=pa$word\n", in: ".env.example"),
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    guard !file.isTemplate, file.readings.count > 1 else { return }
    flagByteOrderMark(file, &report)
    if file.loaders.areKnown { flagRefusals(file, &report) }
    let isCRLF = flagLineBreaks(file, &report)
    let readings = file.readings.map { dialect, reading in
      (dialect, isCRLF && dialect == .bash ? dialect.read(file.source.bytes.withLineFeeds()) : reading)
    }
    let found = readings.map { dialect, reading in
      Readings(
        dialect: dialect, values: reading.variables.reduce(into: [:]) { $0[$1.key, default: []].append($1.value) },
        isRefused: reading.failure?.isFatal ?? false)
    }
    var counts: [String: Int] = [:]
    for entry in file.entries where entry.hasValue {
      let number = counts[entry.key, default: 0]
      counts[entry.key] = number + 1
      compare(entry, number, found, file, &report)
    }
  }

  private struct Readings {
    let dialect: DotenvDialect
    let values: [String: [DotenvReading.Value]]
    let isRefused: Bool
  }

  private func compare(
    _ entry: DotenvEntry, _ number: Int, _ readings: [Readings], _ file: DotenvSubject, _ report: inout Report
  ) {
    var byValue: [(value: DotenvReading.Value, dialects: [DotenvDialect])] = []
    for reading in readings {
      guard let values = reading.values[entry.key], number < values.count else { continue }
      if let index = byValue.firstIndex(where: { $0.value == values[number] }) {
        byValue[index].dialects.append(reading.dialect)
      } else {
        byValue.append((values[number], [reading.dialect]))
      }
    }
    guard byValue.count > 1, !isFilledInLater(entry, file) else { return }
    let place = Location(file.source, entry.rawRange.isEmpty ? entry.keyRange : entry.rawRange)
    let isSecret = file.isSecret(entry.key) || ConcealedTexts.isSecret(Array(file.source.bytes[entry.rawRange]))
    let shown = byValue.map {
      "\(description($0.value, entry, isSecret)) by \($0.dialects.map(\.title).joined(separator: ", "))"
    }
    report.flag(
      place, "'\(entry.key)' is read as \(shown.joined(separator: "; as "))", help: help(entry, file))
  }

  /// A deployment fills in `${NAME}` before anything loads the file, whichever loader that is: so where nobody knows the
  /// loader, and where the whole value is the name of something that the file does not set.
  private func isFilledInLater(_ entry: DotenvEntry, _ file: DotenvSubject) -> Bool {
    let bytes = file.source.bytes
    let references = VariableReference.find(in: bytes, entry.valueRange)
    let dollars = bytes[entry.valueRange].count { $0 == UInt8(ascii: "$") }
    guard entry.quote != .single, let first = references.first, references.count == dollars,
      references.allSatisfy({ bytes[$0.range.upperBound - 1] == UInt8(ascii: "}") })
    else { return false }
    let isWhole = first.range == entry.valueRange && !file.keys.contains(first.name)
    return isWhole || !file.loaders.areKnown
  }

  /// What a secret comes to is not shown, only how it differs.
  private func description(_ value: DotenvReading.Value, _ entry: DotenvEntry, _ isSecret: Bool) -> String {
    switch value {
    case .inherited: return "what the process has"
    case .computed: return "the outcome of a command"
    case .text(let text):
      if isSecret { return text.isEmpty ? "empty" : "\(text.count) bytes" }
      return text.isEmpty ? "empty" : "'\(Self.visible(text.prefix(60)))\(text.count > 60 ? "…" : "")'"
    }
  }

  /// With a sign for what no terminal shows, so that a line break is not taken for the `\n` that another loader leaves.
  private static func visible(_ text: ArraySlice<UInt8>) -> String {
    String(
      String(decoding: text, as: UTF8.self).unicodeScalars.map { scalar -> Character in
        switch scalar {
        case "\n": "⏎"
        case "\t": "⇥"
        case "\r": "␍"
        default: scalar.properties.generalCategory == .control ? "\u{FFFD}" : Character(scalar)
        }
      })
  }

  private func help(_ entry: DotenvEntry, _ file: DotenvSubject) -> String {
    let written = Array(file.source.bytes[entry.valueRange])
    let plain = written.filter { !"'\\".utf8.contains($0) }
    let isReference = VariableReference.find(in: written).contains {
      written[$0.range.upperBound - 1] == UInt8(ascii: "}")
    }
    if entry.quote != .single, !isReference, plain.count == written.count, !written.contains(0x0A) {
      let quoted = Array("A='".utf8) + written + Array("'".utf8)
      let readings = Set(file.loaders.dialects.filter { $0 != .docker }.map { $0.read(quoted).final["A"] })
      if readings.count == 1 { return "in single quotes all of them read it as it stands" }
    }
    return file.loaders.areKnown
      ? "write it so that both read the same, or load the file with one of them"
      : "say in .speclint.yaml which loader reads it: `dotenv: node`"
  }

  /// Of loaders that are known some may refuse the whole file for a line that others read.
  private func flagRefusals(_ file: DotenvSubject, _ report: inout Report) {
    let readers = file.readings.filter { !($0.reading.failure?.isFatal ?? false) }.map(\.dialect.title)
    guard !readers.isEmpty else { return }
    for (dialect, reading) in file.readings {
      guard let failure = reading.failure, failure.isFatal,
        let entry = file.entries.last(where: { $0.range.lowerBound <= failure.offset })
      else { continue }
      report.flag(
        Location(file.source, entry.range),
        "\(dialect.title) refuses the file for this line, \(readers.joined(separator: ", ")) can read it")
    }
  }

  /// Some loaders drop a byte order mark, for others it belongs to the first name.
  private func flagByteOrderMark(_ file: DotenvSubject, _ report: inout Report) {
    guard file.source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return }
    let rest = Array(file.source.bytes.dropFirst(3))
    let misled = file.readings.filter { $0.reading != $0.dialect.read(rest) }.map(\.dialect.title)
    guard !misled.isEmpty else { return }
    let place = Location(file.source, 0..<3)
    report.flag(
      place,
      "the file begins with a byte order mark, for which \(misled.joined(separator: ", ")) misread or refuse the first line",
      help: "save it as UTF-8 without one", fix: .safe(Edit(place, "")))
  }

  /// CR LF, which a shell alone takes into the values, is told once.
  private func flagLineBreaks(_ file: DotenvSubject, _ report: inout Report) -> Bool {
    let bytes = file.source.bytes
    guard let first = bytes.firstIndex(of: 0x0D), first + 1 < bytes.count, bytes[first + 1] == 0x0A else {
      return false
    }
    if file.loaders.areKnown, file.loaders.dialects.contains(.bash) {
      report.flag(
        Location(file.source, first..<first + 2), "lines end in CR LF: a shell makes the CR part of each value",
        help: "save the file with LF line breaks")
    }
    return true
  }
}
