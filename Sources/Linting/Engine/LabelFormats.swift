import ByteSearch
import Diagnostics
import Quantities
import Syntax
import Workspace

extension LabelFormat {
  /// Whether a value has the format; `text` and `rawtext` take any.
  func accepts(_ value: String) -> Bool {
    switch self {
    case .text, .rawtext: true
    case .url: Self.isURL(value)
    case .semver: Self.isSemanticVersion(value)
    case .hash: (7...40).contains(value.utf8.count) && value.utf8.allSatisfy { $0.isHexDigit }
    case .rfc3339: Self.isTime(value)
    case .spdx: Self.isLicense(value)
    case .email: Self.isEmail(value)
    }
  }

  /// A scheme, `://`, and something behind it (RFC 3986).
  private static func isURL(_ value: String) -> Bool {
    guard let separator = value.firstRange(of: "://"), !value.contains(where: \.isWhitespace) else { return false }
    let scheme = value[..<separator.lowerBound].utf8
    return scheme.first?.isLetter ?? false
      && scheme.allSatisfy { $0.isLetter || $0.isDigit || [0x2B, 0x2D, 0x2E].contains($0) }
      && separator.upperBound < value.endIndex
  }

  /// semver.org 2.0.0, without a leading `v`.
  private static func isSemanticVersion(_ value: String) -> Bool {
    let build = value.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = build[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    func isNumber(_ text: Substring) -> Bool {
      !text.isEmpty && text.utf8.allSatisfy(\.isDigit) && (text == "0" || !text.hasPrefix("0"))
    }
    func isIdentifier(_ text: Substring) -> Bool {
      !text.isEmpty && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == 0x2D }
    }
    guard numbers.count == 3, numbers.allSatisfy(isNumber) else { return false }
    let prerelease = parts.count > 1 ? parts[1].split(separator: ".", omittingEmptySubsequences: false) : []
    let metadata = build.count > 1 ? build[1].split(separator: ".", omittingEmptySubsequences: false) : []
    return prerelease.allSatisfy { isIdentifier($0) && (!$0.utf8.allSatisfy(\.isDigit) || isNumber($0)) }
      && metadata.allSatisfy(isIdentifier)
  }

  /// `2026-01-31T10:00:00.5+09:00` (RFC 3339, 5.6).
  private static func isTime(_ value: String) -> Bool {
    let bytes = Array(value.utf8)
    guard bytes.count >= 20, CalendarDate(String(value.prefix(10))) != nil, [0x54, 0x74, 0x20].contains(bytes[10])
    else { return false }
    let clock = String(decoding: bytes[11..<19], as: UTF8.self).split(separator: ":").map { Int($0) ?? 99 }
    guard clock.count == 3, clock[0] < 24, clock[1] < 60, clock[2] <= 60 else { return false }
    var rest = bytes[19...]
    if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop(while: \.isDigit) }
    if rest.count == 1 { return rest.first == UInt8(ascii: "Z") || rest.first == UInt8(ascii: "z") }
    return rest.count == 6 && (rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-"))
      && rest[rest.startIndex + 3] == UInt8(ascii: ":")
  }

  /// An expression of the SPDX licence list (spdx.github.io/spdx-spec, annex D): identifiers joined by AND, OR and WITH.
  private static func isLicense(_ value: String) -> Bool {
    let words = value.split(whereSeparator: { $0.isWhitespace || $0 == "(" || $0 == ")" }).map(String.init)
    guard !words.isEmpty else { return false }
    return words.enumerated().allSatisfy { index, word in
      if ["AND", "OR", "WITH"].contains(word) { return index > 0 && index + 1 < words.count }
      if index > 0, words[index - 1] == "WITH" { return licenses.exceptions.contains(word) }
      return word.hasPrefix("LicenseRef-")
        || licenses.identifiers.contains(word.hasSuffix("+") ? String(word.dropLast()) : word)
    }
  }

  private static let licenses: (identifiers: Set<String>, exceptions: Set<String>) = {
    let source = SourceText(path: "spdx-licenses.json", bytes: PackageResources.spdx_licenses_json)
    let root = JSONParser.parse(source).documents.first
    func set(_ key: String) -> Set<String> { Set((root?[key]?.elements ?? []).compactMap(\.value)) }
    return (set("licenses"), set("exceptions"))
  }()

  /// `local@domain`, without the quoted forms of RFC 5322 that nobody writes.
  private static func isEmail(_ value: String) -> Bool {
    let sides = value.split(separator: "@", omittingEmptySubsequences: false)
    guard sides.count == 2, let domain = sides.last, !sides[0].isEmpty, !value.contains(where: \.isWhitespace) else {
      return false
    }
    return domain.contains(".") && !domain.hasPrefix(".") && !domain.hasSuffix(".")
  }
}

extension UInt8 {
  fileprivate var isHexDigit: Bool { isDigit || (0x61...0x66).contains(self) || (0x41...0x46).contains(self) }
}

extension DockerfileSubject {
  /// The labels of all stages.
  var labels: [DockerfilePair] {
    instructions.filter { $0.keyword == .label }.flatMap(\.pairs)
  }
}

extension Report {
  /// The labels that the configuration gives a format and that do not have it; those with variables are not known.
  mutating func flagLabels(of format: LabelFormat, in file: DockerfileSubject, expected: String) {
    for pair in file.labels where file.options.labels[pair.key] == format {
      guard let value = pair.value, !value.isEmpty, !value.contains("$"), !format.accepts(value) else { continue }
      flag(file.place(pair.range), "the label '\(pair.key)' is '\(value.prefix(60))', expected \(expected)")
    }
  }
}
