import ByteSearch
import Quantities

/// What the words that describe a variable, its name and the values that the documents give it say of its values, where
/// no column says it: `서버 포트`, `Public URL of the service`, `one of debug, info, warn`, `32자 이상`.
///
/// A guess that one of the known values contradicts is dropped: the documents' own values are always right.
struct VariableWords {
  let name: String
  /// The values that the documents give, without those that stand for another: `${DEV_URL}`, `<url>`, `{{ url }}`.
  private let known: [String]

  init(name: String, known: [String]) {
    self.name = name
    self.known = known.filter { value in
      !value.isEmpty && !value.contains("$") && !value.contains("{{") && !(value.hasPrefix("<") && value.hasSuffix(">"))
    }
  }

  var areBoolean: Bool { !known.isEmpty && known.allSatisfy { ["true", "false"].contains($0.lowercased()) } }

  // MARK: - Types

  /// The type that the words give where it says more than the table's.
  func type(_ description: String, over general: VariableType?) -> VariableType? {
    let noun = Self.headNoun(description)
    let told = Self.evidence.first { evidence in
      guard evidence.type.refines(general) else { return false }
      if let noun, evidence.nouns.contains(noun) { return true }
      let isHinted = noun.map(evidence.hints.contains) ?? false
      let isNamed = evidence.names.contains { name == $0 || name.hasSuffix("_" + $0) }
      return (isHinted || isNamed) && (hasForm(evidence.type) || isNamed && evidence.type == .port)
    }
    return told.flatMap { known.allSatisfy($0.type.accepts) ? $0.type : nil }
  }

  private func hasForm(_ type: VariableType) -> Bool {
    known.contains { type.accepts($0) && (type != .duration || !$0.allSatisfy(\.isNumber)) }
  }

  private struct Evidence {
    let type: VariableType
    /// They say the type by themselves.
    let nouns: Set<String>
    /// They say it where a value has the form.
    let hints: Set<String>
    /// Ends of names; as good as hints.
    let names: [String]
  }

  private static let evidence = [
    Evidence(
      type: .url, nouns: ["url", "uri"],
      hints: ["endpoint", "엔드포인트", "string", "문자열", "webhook", "웹훅", "origin"],
      names: ["URL", "URI", "ENDPOINT"]),
    Evidence(type: .port, nouns: ["port", "포트"], hints: [], names: ["PORT"]),
    Evidence(
      type: .email, nouns: ["email", "e-mail", "이메일"], hints: ["sender", "recipient", "발신자", "수신자"],
      names: ["EMAIL", "MAIL"]),
    Evidence(
      type: .duration, nouns: ["duration", "기간"],
      hints: [
        "timeout", "ttl", "lifetime", "interval", "expiry", "expiration", "period", "age", "delay", "만료", "시간", "주기",
        "간격", "타임아웃", "수명", "지연",
      ], names: ["TTL", "TIMEOUT", "INTERVAL", "DURATION", "EXPIRES_IN", "EXPIRES", "EXPIRY", "MAX_AGE"]),
    Evidence(
      type: .integer,
      nouns: [
        "count", "rounds", "retries", "workers", "connections", "threads", "attempts", "replicas", "라운드", "횟수", "개수",
        "커넥션", "연결", "수", "워커", "스레드", "인원",
      ], hints: [], names: []),
  ]

  /// The noun that the description is about: English has it before the first preposition, Korean at the end. Nothing if
  /// it offers a choice (`URL or path`).
  private static func headNoun(_ description: String) -> String? {
    var words = description.lowercased().outsideParentheses.split { " \t\u{A0}".contains($0) }[...]
    if let first = words.first, ["the", "a", "an"].contains(first) { words = words.dropFirst() }
    guard !words.contains(where: { ["or", "또는", "혹은"].contains($0) }) else { return nil }
    if words.starts(with: ["number", "of"]) { return "count" }
    var head: [Substring] = []
    for word in words {
      if !head.isEmpty, stops.contains(String(word)) { break }
      let bare = word.prefix { !",.;:".contains($0) }
      if !bare.isEmpty { head.append(bare) }
      if bare.count < word.count { break }
    }
    guard let last = head.last else { return nil }
    let isTail = tails.contains(String(last)) && head.count > 1
    return String(isTail ? head[head.count - 2] : last)
  }

  private static let stops: Set<String> = [
    "of", "for", "to", "that", "which", "in", "on", "at", "by", "the", "a", "an", "where", "when", "until", "used",
    "from",
    "with", "after", "before", "between", "per", "is", "-", "–", "—", "/",
  ]

  /// `port number`, `e-mail address`, `포트 번호`: the noun before them says more.
  private static let tails: Set<String> = ["number", "번호", "address", "주소"]

  // MARK: - Allowed values

  /// `one of a, b, c`, `a, b, c 중 하나`; for what a column calls an enumeration also `Log level (a, b, c)`, `Log level: a, b, c`
  /// and `a, b, c` alone.
  func allowedValues(_ description: String, isEnumeration: Bool) -> [String]? {
    var lists: [Substring] = []
    if let start = description.firstRange(of: "one of ") ?? description.firstRange(of: "One of ") {
      lists.append(description[start.upperBound...].prefix { !".;)".contains($0) })
    }
    if let end = description.firstRange(of: " 중 하나") {
      let before = description[..<end.lowerBound]
      lists.append(before[(before.lastIndex { ":(.".contains($0) }.map(before.index(after:)) ?? before.startIndex)...])
    }
    if isEnumeration, let open = description.firstIndex(of: "("), let close = description[open...].firstIndex(of: ")") {
      lists.append(description[description.index(after: open)..<close])
    }
    if isEnumeration {
      lists.append(
        description[(description.lastIndex(of: ":").map(description.index(after:)) ?? description.startIndex)...])
    }
    return lists.lazy.compactMap(list).first
  }

  private func list(_ text: Substring) -> [String]? {
    var text = String(text.hasPrefix(":") ? text.dropFirst() : text)
    for word in [" or ", " and ", " 또는 "] { text = text.replacing(word, with: ",") }
    let values = text.split { ",|/".contains($0) }.map { part in
      part.filter { !"'\"`".contains($0) }.trimmingSpaces()
    }.filter { !$0.isEmpty }
    let isList =
      values.count >= 2 && Set(values).count == values.count
      && values.allSatisfy { value in
        value.utf8.allSatisfy { $0.isWord || "-.:+".utf8.contains($0) }
      }
    return isList && known.allSatisfy(values.contains) ? values : nil
  }

  // MARK: - Length

  /// In characters: `at least 32 characters`, `32자 이상`, `최소 32자`, `32+ chars`. A length in bytes holds for characters too
  /// where it is a minimum of what is written in ASCII.
  static func minimumLength(_ description: String) -> Int? {
    let text = description.lowercased()
    let isMinimum = minimumWords.contains(where: text.contains)
    let numbers = MeasuredNumber.all(in: text.replacing("+", with: " "))
    guard isMinimum, numbers.count == 1, let number = numbers.first, number.value >= 1, number.value < 100_000,
      lengthUnits.contains(where: number.unit.hasPrefix) || lengthUnits.contains(number.unit)
    else { return nil }
    return Int(number.value)
  }

  private static let minimumWords = [
    "at least", "minimum", "min ", "min. ", "or more", "or longer", "no shorter", "+", "≥", ">=", "최소", "이상",
  ]
  private static let lengthUnits = ["character", "chars", "char", "byte", "자", "글자", "문자", "바이트"]
}

extension String {
  /// What stands outside round brackets.
  fileprivate var outsideParentheses: String {
    var depth = 0
    return String(
      unicodeScalars.reduce(into: String.UnicodeScalarView()) { result, scalar in
        if scalar == "(" { depth += 1 }
        if depth == 0 { result.append(scalar) }
        if scalar == ")" { depth = max(0, depth - 1) }
      })
  }
}
