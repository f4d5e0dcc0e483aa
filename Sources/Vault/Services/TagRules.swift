/// What tags a service takes.
struct TagRules {
  static let secretsManager = TagRules(code: "InvalidParameterException", limitCode: "InvalidParameterException")
  static let parameterStore = TagRules(code: "ValidationException", limitCode: "TooManyTagsError")
  static let limit = 50

  let code: String
  let limitCode: String

  func validate(_ tags: [Tag]) throws {
    guard Set(tags.map(\.key)).count == tags.count else {
      throw ServiceError(code, "Duplicate tag keys found. Please note that tag keys are case sensitive.")
    }
    for tag in tags {
      guard (1...128).contains(tag.key.unicodeScalars.count), tag.value.unicodeScalars.count <= 256 else {
        throw ServiceError(code, "A tag's key has 1 to 128 characters and its value at most 256.")
      }
      guard !tag.key.lowercased().hasPrefix("aws:") else {
        throw ServiceError(code, "Tag keys beginning with 'aws:' are reserved for system use.")
      }
    }
    guard tags.count <= TagRules.limit else {
      throw ServiceError(limitCode, "The number of tags (\(tags.count)) exceeds the limit of \(TagRules.limit).")
    }
  }

  func change(_ tags: [Tag], adding new: [Tag], removing keys: [String]) throws -> [Tag] {
    try validate(new)
    var tags = tags.filter { !keys.contains($0.key) }
    for tag in new {
      if let index = tags.firstIndex(where: { $0.key == tag.key }) {
        tags[index] = tag
      } else {
        tags.append(tag)
      }
    }
    try validate(tags)
    return tags
  }
}
