/// Something in a text that its language does not allow. The parser went on after it.
package struct SyntaxProblem: Sendable, Equatable {
  package let range: Range<Int>
  /// What was expected and found.
  package let message: String
  /// What to do about it.
  package let hint: String?

  package init(_ range: Range<Int>, _ message: String, hint: String? = nil) {
    self.range = range
    self.message = message
    self.hint = hint
  }
}
