/// Values that are there to be replaced.
extension ValueReader {
  /// Whether a literal is there to be replaced: `<your-key>`, `[YOUR KEY]`, `changeme`, `xxx`, `***`, `your-secret-here`.
  package static func isPlaceholder(_ text: String) -> Bool {
    let lowered = text.lowercased()
    if isAngled(lowered) || isBracketed(text) { return true }
    if lowered.count >= 2, Set(lowered).count == 1, lowered.utf8.first.map("x*.-_?#0".utf8.contains) ?? false {
      return true
    }
    let bare = lowered.filter { $0.isLetter || $0.isNumber }
    if exactPlaceholders.contains(bare) { return true }
    return placeholderStarts.contains { lowered.hasPrefix($0) }
  }

  /// `<your-host>`, `<host:port>`; no markup, no address, no link.
  private static func isAngled(_ text: String) -> Bool {
    guard let inner = inside(text, "<", ">"), !inner.contains(where: { "<>\"'=@;{}!?&".contains($0) }),
      inner.first != "/", inner.last != "/", !inner.contains("://")
    else { return false }
    return !tags.contains(String(inner))
  }

  /// `[YOUR_KEY]`, `[insert the key]`: words, where a list has quotes, numbers or commas, and a pattern has ranges.
  private static func isBracketed(_ text: String) -> Bool {
    guard let inner = inside(text, "[", "]"), !inner.contains(where: { "[]\"',:={}/\\".contains($0) }),
      !["a-z", "A-Z", "0-9"].contains(where: { inner.contains($0) })
    else { return false }
    let isLoud = inner.contains(where: { $0 == "_" || $0 == "-" }) && !inner.contains(where: \.isLowercase)
    return isLoud || inner.contains(" ") || bracketedWords.contains { inner.lowercased().contains($0) }
  }

  /// What stands between two signs at the ends, where it has a letter.
  private static func inside(_ text: String, _ open: Character, _ close: Character) -> Substring? {
    guard text.count > 2, text.first == open, text.last == close else { return nil }
    let inner = text.dropFirst().dropLast()
    return inner.contains(where: \.isLetter) ? inner : nil
  }

  private static let tags: Set<String> = ["b", "br", "div", "hr", "html", "i", "p", "span"]

  private static let bracketedWords = [
    "your", "insert", "enter", "replace", "change", "placeholder", "todo", "fill", "입력", "변경",
  ]

  private static let exactPlaceholders: Set<String> = [
    "changeme", "changethis", "changeit", "replaceme", "replacethis", "fixme", "todo", "tbd", "placeholder", "example",
    "dummy", "none", "null", "nil", "undefined", "empty", "redacted", "insertyourkeyhere", "fillmein", "setme", "변경필요",
    "입력필요",
  ]

  private static let placeholderStarts = [
    "your-", "your_", "your ", "my-secret-here", "replace-", "replace_", "change-me", "change_me", "insert-", "enter-",
    "put-your",
  ]
}
