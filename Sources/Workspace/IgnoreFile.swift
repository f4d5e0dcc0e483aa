/// A `.dockerignore`: what a build leaves out of its context (moby/patternmatcher; Docker's documentation, "Build context").
package struct IgnoreFile: Sendable {
  package struct Pattern: Sendable {
    package let text: String
    package let line: Int
    package let isException: Bool
    fileprivate let glob: Glob
  }

  package let patterns: [Pattern]

  package init(_ text: String) {
    var patterns: [Pattern] = []
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() where !line.hasPrefix("#") {
      var body = line.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
      while body.last?.isWhitespace ?? false { body = body.dropLast() }
      let isException = body.first == "!"
      if isException { body = body.dropFirst() }
      let path = PathText.normalized("/" + body)
      guard path != "/" else { continue }
      patterns.append(Pattern(text: String(line), line: number, isException: isException, glob: Glob(path)))
    }
    self.patterns = patterns
  }

  /// The pattern that leaves all of the context out, where no other lets anything in again.
  package var patternOfEverything: Pattern? {
    guard !patterns.contains(where: \.isException) else { return nil }
    return patterns.last { ["*", "**", "**/*", "./*", "/*", "/**"].contains($0.text.trimmedOfBlanks) }
  }

  /// The pattern that leaves a path out, unless a later one lets it, or something below it, in again.
  ///
  /// - Parameter path: relative to the context's root.
  package func pattern(excluding path: String) -> Pattern? {
    var found: Pattern?
    for pattern in patterns {
      if pattern.glob.matches(path) {
        found = pattern.isException ? nil : pattern
      } else if pattern.isException, PathText.normalized("/" + pattern.text.drop { $0 == "!" }).hasPrefix("/\(path)/") {
        found = nil
      }
    }
    return found
  }
}

extension String {
  fileprivate var trimmedOfBlanks: Substring {
    var view = self[...].drop { $0 == " " || $0 == "\t" }
    while view.last?.isWhitespace ?? false { view = view.dropLast() }
    return view
  }
}
