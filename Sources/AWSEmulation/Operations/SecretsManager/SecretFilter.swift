import Vault

/// A filter of ListSecrets and BatchGetSecretValue (AWS Secrets Manager API Reference, "Filter").
struct SecretFilter: Sendable {
  static let keys = ["description", "name", "tag-key", "tag-value", "primary-region", "owning-service", "all"]

  private let key: String
  private let values: [(text: String, isNegated: Bool)]

  /// A request's filters; a secret must pass them all.
  static func all(of input: RequestMembers) throws -> [SecretFilter] {
    try (input.structures("Filters") ?? []).map { filter in
      guard let key = filter.text("Key") else {
        throw ServiceError.invalidParameter("Invalid filter: a Key is missing.")
      }
      guard let values = filter.texts("Values") else {
        throw ServiceError.invalidParameter("Invalid filter values for key: \(key)")
      }
      return SecretFilter(
        key: key, values: values.map { $0.hasPrefix("!") ? (String($0.dropFirst()), true) : ($0, false) })
    }
  }

  /// Whether one of the values fits; a value behind `!` fits where it otherwise would not.
  func accepts(_ entry: Entry) -> Bool {
    let attributes = attributes(of: entry)
    return values.contains { value in
      attributes.contains { matches(value.text, $0) } != value.isNegated
    }
  }

  private func attributes(of entry: Entry) -> [String] {
    switch key {
    case "name": [entry.address.name]
    case "description": entry.secret.description.map { [$0] } ?? []
    case "tag-key": entry.tags.map(\.key)
    case "tag-value": entry.tags.map(\.value)
    case "primary-region": entry.listedPrimaryRegion.map { [$0] } ?? []
    case "all":
      [entry.address.name] + (entry.secret.description.map { [$0] } ?? []) + entry.tags.flatMap { [$0.key, $0.value] }
    default: []
    }
  }

  /// Names, tags and regions by their beginning; descriptions and everything by words, whatever their case.
  private func matches(_ pattern: String, _ text: String) -> Bool {
    guard key == "description" || key == "all" else { return text.hasPrefix(pattern) }
    let words = SecretFilter.words(text)
    let wanted = SecretFilter.words(pattern)
    return !wanted.isEmpty && wanted.allSatisfy { word in words.contains { $0.hasPrefix(word) } }
  }

  /// A text's words, in small letters, as AWS was observed to find them (moto's `split_words`, from tests against AWS): the text
  /// is split at white space, and at one of `/-_+=.@` where it holds only one kind of them; with two kinds it stays whole. Then
  /// a character that is no small letter is a word with the small letters that follow it, and what is between such words is one:
  /// `COMPANYthings` is `COMPAN` and `Ythings`, `FTag` is `F` and `Tag`, and `HTTP` stays.
  static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).flatMap { part in
      let kinds = Set(part.unicodeScalars.filter(separators.contains))
      guard let separator = kinds.first else { return humps(String(part)) }
      guard kinds.count == 1 else { return [part.lowercased()] }
      return part.unicodeScalars.split(separator: separator).flatMap { humps(String($0)) }
    }
  }

  private static let separators = Set("/-_+=.@".unicodeScalars)

  private static func humps(_ text: String) -> [String] {
    let scalars = Array(text.unicodeScalars)
    func isSmall(_ index: Int) -> Bool { index < scalars.count && ("a"..."z").contains(scalars[index]) }
    var words: [String] = []
    var start = 0
    var index = 0
    while index < scalars.count {
      guard !isSmall(index), isSmall(index + 1) else {
        index += 1
        continue
      }
      if start < index { words.append(word(of: scalars[start..<index])) }
      start = index
      index += 1
      while isSmall(index) { index += 1 }
      words.append(word(of: scalars[start..<index]))
      start = index
    }
    return start < scalars.count ? words + [word(of: scalars[start...])] : words
  }

  private static func word(of scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view).lowercased()
  }
}

extension Entry {
  /// The primary region of a secret that is replicated; others have none.
  var listedPrimaryRegion: String? {
    secret.primaryRegion ?? (secret.replicas.isEmpty ? nil : address.scope.region)
  }
}
