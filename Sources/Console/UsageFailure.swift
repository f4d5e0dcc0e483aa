/// What a command was asked that it cannot do.
package struct UsageFailure: Error {
  package let description: String
  package let hint: String?

  package init(_ description: String, hint: String? = nil) {
    self.description = description
    self.hint = hint
  }
}
