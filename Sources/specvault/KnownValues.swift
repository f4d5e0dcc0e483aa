import ByteSearch
import Cryptography
import Diagnostics
import Vault

/// The vault's secrets in a form that texts are searched for.
struct KnownValues {
  static let shortest = 8

  private struct Known {
    /// The entry's name in quotes, with the key of a JSON secret.
    let name: String
    let encoding: String
  }

  private var known: [Known] = []
  private let patterns: PatternSet
  /// What is not looked for, and why.
  private(set) var skipped: [String] = []

  var isEmpty: Bool { patterns.isEmpty }

  /// Every version of every secret: an old password in a file is a leak, too.
  init(_ reading: Reading) throws {
    var bytes: [[UInt8]] = []
    var known: [Known] = []
    var short: [String] = []
    var simple: [String] = []
    func add(_ entry: String, key: String? = nil, _ value: SecretBytes) {
      let plain = key.map { "\(entry) key \($0)" } ?? entry
      let name = key.map { "'\(entry)' key '\($0)'" } ?? "'\(entry)'"
      if value.count < KnownValues.shortest { return short.append(plain) }
      if KnownValues.isSimple(value) { return simple.append(plain) }
      for form in SecretForms.all(of: value, shortest: KnownValues.shortest) {
        bytes.append(form.bytes)
        known.append(Known(name: name, encoding: form.encoding))
      }
    }
    try reading.snapshot.forEachEntry { entry in
      let name = entry.address.name
      for version in entry.versions
      where version.hasValue && version.parameter.map({ $0.type == .secureString }) ?? true {
        let value = try reading.snapshot.value(of: version, in: entry)
        guard let fields = JSONField.all(in: value) else {
          add(name, value)
          continue
        }
        // Of a JSON secret its fields are what leaks, not its text.
        for (key, field) in fields { add(name, key: key, field) }
      }
    }
    patterns = PatternSet(bytes)
    self.known = known
    skipped = [(short, "less than 8 bytes"), (simple, "few different characters")].compactMap { names, why in
      let names = Set(names).sorted()
      return names.isEmpty ? nil : "\(names.joined(separator: ", ")) (\(why))"
    }
  }

  /// Fewer than five different bytes, or a single word or number: texts hold such things by chance.
  private static func isSimple(_ value: SecretBytes) -> Bool {
    value.withUnsafeBytes { bytes in
      let isWord = bytes.allSatisfy { (0x61...0x7A).contains($0) } || bytes.allSatisfy { (0x41...0x5A).contains($0) }
      let isNumber = bytes.allSatisfy { (0x30...0x39).contains($0) }
      return Set(bytes).count < 5 || ((isWord || isNumber) && bytes.count < 16)
    }
  }

  /// `file:line:column: …` for each place, one for a value that is found in several forms at once.
  func occurrences(in source: SourceText) -> [String] {
    var lines: [String] = []
    var end = 0
    let matches = patterns.matches(in: source.bytes).sorted {
      ($0.range.lowerBound, -$0.range.count) < ($1.range.lowerBound, -$1.range.count)
    }
    for match in matches where match.range.lowerBound >= end {
      let position = source.position(match.range.lowerBound)
      let known = known[match.pattern]
      lines.append(
        "\(PlainLine.of(source.path)):\(position.line):\(position.column): holds the value of \(known.name), \(known.encoding)"
      )
      end = match.range.upperBound
    }
    return lines
  }
}
