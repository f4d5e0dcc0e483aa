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

  /// Words end at what is no letter or digit, and before a capital that follows a small letter.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasSmall = false
    for character in text {
      let isPart = character.isLetter || character.isNumber
      if !word.isEmpty, !isPart || (character.isUppercase && wasSmall) {
        words.append(word.lowercased())
        word = ""
      }
      if isPart { word.append(character) }
      wasSmall = character.isLowercase
    }
    return word.isEmpty ? words : words + [word.lowercased()]
  }
}

extension Entry {
  /// The primary region of a secret that is replicated; others have none.
  var listedPrimaryRegion: String? {
    secret.primaryRegion ?? (secret.replicas.isEmpty ? nil : address.scope.region)
  }
}
