import ByteSearch
import Diagnostics
import Quantities
import Vocabulary

/// Where a value of the spec was read: the document, the bytes of the cell, the heading above it.
package typealias Citation = SpecReference

/// A value of the spec with its citation.
package struct Cited<Value: Sendable>: Sendable {
  package let value: Value
  package let citation: Citation

  package init(_ value: Value, _ citation: Citation) {
    self.value = value
    self.citation = citation
  }
}

/// ✅, ❌ or ⚪, or the words that stand for them.
package struct Flag: Sendable, Equatable {
  package enum State: String, Sendable {
    case yes, no
    /// ⚪: depends on what the legend under the table says.
    case conditional
  }

  package let state: State
  /// What stands in parentheses behind the sign: `❌ (승인 필요)`.
  package let note: String?

  package var isYes: Bool { state == .yes }

  package init?(_ text: String) {
    let clean = text.replacingVariationSelectors()
    let head = clean.prefix { $0 != "(" && $0 != "（" }.trimmingSpaces()
    let rest = clean.dropFirst(clean.prefix { $0 != "(" && $0 != "（" }.count)
    guard let state = Self.state(head.lowercased()) else { return nil }
    self.state = state
    let note = rest.filter { !"()（）".contains($0) }.trimmingSpaces()
    self.note = note.isEmpty ? nil : note
  }

  private static func state(_ word: String) -> State? {
    if let exact = words[word] { return exact }
    guard let first = word.first, let state = words[String(first)], !first.isLetter else { return nil }
    return state
  }

  private static let words: [String: State] = [
    "✅": .yes, "✔": .yes, "☑": .yes, "🟢": .yes, "⭕": .yes, "○": .yes, "◯": .yes, "●": .yes, "yes": .yes, "y": .yes,
    "o": .yes, "true": .yes, "예": .yes,
    "네": .yes, "필요": .yes, "필수": .yes, "required": .yes, "v": .yes, "on": .yes, "✓": .yes,
    "❌": .no, "✖": .no, "✗": .no, "✕": .no, "🔴": .no, "no": .no, "n": .no, "x": .no, "false": .no, "아니오": .no,
    "아니요": .no, "불필요": .no, "선택": .no,
    "optional": .no, "-": .no, "–": .no, "—": .no, "off": .no, "not required": .no,
    "⚪": .conditional, "△": .conditional, "🟡": .conditional, "conditional": .conditional, "조건부": .conditional,
    "depends": .conditional,
  ]
}

extension String {
  /// U+FE0E and U+FE0F choose between text and emoji shapes; they mean nothing here.
  fileprivate func replacingVariationSelectors() -> String {
    String(String.UnicodeScalarView(unicodeScalars.filter { $0.value != 0xFE0E && $0.value != 0xFE0F }))
  }
}

/// What a cell of a known column says, as far as it can be compared.
package enum SpecValue: Sendable {
  case blank
  case text(String)
  case flag(Flag)
  case cpu(CPU)
  case memory(Memory)
  case size(CPU?, Memory?)
  case span(TimeSpan)
  case count(CountRange)
  /// Counts by canonical environment name.
  case counts([String: CountRange])
  case threshold(Threshold)
  case blocks([CIDR])
  case money(Money)
  case percent(PercentRange)
  /// Canonical environment names; `isAll` when the cell says so in a word.
  case environments([String], isAll: Bool)
  case store(SecretStore)
  /// Written, but in words that nothing can be compared with.
  case unread(String)
}
