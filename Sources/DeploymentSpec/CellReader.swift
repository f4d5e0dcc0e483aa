import Quantities
import Vocabulary

/// Reads the words of a cell as its column says.
struct CellReader {
  let vocabulary: EnvironmentVocabulary

  /// - Parameter header: the column's heading; its unit counts for a cell that is a bare number: `Memory (GiB)`.
  func read(_ text: String, as content: ColumnSchema.Content, under header: String = "") -> SpecValue {
    if let unit = unit(of: header, for: content), text.contains(where: \.isNumber), !text.contains(where: \.isLetter) {
      return read("\(text) \(unit)", as: content)
    }
    if isBlank(text), content != .flag { return .blank }
    switch content {
    case .text: return .text(text)
    case .flag: return text.isEmpty ? .blank : Flag(text).map(SpecValue.flag) ?? .unread(text)
    case .cpu: return CPU(spec: head(text)).map(SpecValue.cpu) ?? .unread(text)
    case .memory: return Memory(spec: head(text)).map(SpecValue.memory) ?? .unread(text)
    case .size: return size(text)
    case .span: return TimeSpan(spec: text).map(SpecValue.span) ?? .unread(text)
    case .count: return CountRange(spec: text).map(SpecValue.count) ?? .unread(text)
    case .counts: return counts(text)
    case .threshold: return Threshold(spec: text).map(SpecValue.threshold) ?? .unread(text)
    case .blocks:
      let blocks = CIDR.all(in: text)
      return blocks.isEmpty ? .text(text) : .blocks(blocks)
    case .money: return Money(spec: text).map(SpecValue.money) ?? .unread(text)
    case .percent: return PercentRange(spec: text).map(SpecValue.percent) ?? .unread(text)
    case .environments: return environments(text)
    case .store: return SecretStore(naming: text).map(SpecValue.store) ?? .unread(text)
    }
  }

  /// The unit in parentheses or brackets behind a heading, where the column measures something.
  private func unit(of header: String, for content: ColumnSchema.Content) -> String? {
    switch content {
    case .cpu, .memory, .span: break
    default: return nil
    }
    guard let open = header.lastIndex(where: { "([（".contains($0) }) else { return nil }
    let unit = header[header.index(after: open)...].filter { !")]）".contains($0) }.trimmingSpaces()
    let sample = "1 \(unit)"
    let isUnit =
      switch content {
      case .cpu: CPU(spec: sample) != nil
      case .memory: Memory(spec: sample) != nil
      default: TimeSpan(spec: sample) != nil
      }
    return isUnit ? unit : nil
  }

  private func isBlank(_ text: String) -> Bool {
    ["", "-", "–", "—", "n/a", "N/A", "없음", "해당 없음", "none"].contains(text)
  }

  /// Without a note in parentheses: `2GB (limit)`.
  private func head(_ text: String) -> String {
    text.prefix { $0 != "(" && $0 != "（" }.trimmingSpaces()
  }

  /// `0.5 vCPU, 1GB` or `256MB`; words such as `Medium` cannot be compared.
  private func size(_ text: String) -> SpecValue {
    let parts = text.split { $0 == "," || $0 == "/" || $0 == "+" || $0 == "·" || $0 == "、" }.map { head(String($0)) }
    let cpu = parts.lazy.compactMap { part in part.contains(where: \.isLetter) ? CPU(spec: part) : nil }.first
    let memory = parts.lazy.compactMap { part in part.contains(where: \.isLetter) ? Memory(spec: part) : nil }.first {
      $0.bytes >= 1 << 20
    }
    return cpu == nil && memory == nil ? .unread(text) : .size(cpu, memory)
  }

  /// `Dev:1, Stg:2, Prod:3+`, or one count for all.
  private func counts(_ text: String) -> SpecValue {
    var result: [String: CountRange] = [:]
    for part in text.split(whereSeparator: { $0 == "," || $0 == ";" || $0 == "·" }) {
      guard let name = vocabulary.mentioned(in: String(part)).first,
        let separator = part.firstIndex(where: { $0 == ":" || $0 == "=" || $0.isNumber }),
        let count = CountRange(spec: String(part[separator...]))
      else { continue }
      result[name] = count
    }
    if !result.isEmpty { return .counts(result) }
    return CountRange(spec: text).map(SpecValue.count) ?? .unread(text)
  }

  private func environments(_ text: String) -> SpecValue {
    if EnvironmentVocabulary.meansAll(text) { return .environments([], isAll: true) }
    let names = vocabulary.mentioned(in: text)
    return names.isEmpty ? .unread(text) : .environments(names, isAll: false)
  }
}
