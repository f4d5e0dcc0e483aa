/// A setting that two tables of one kind give different values, where neither says for which service it is.
package struct Ambiguity: Sendable {
  /// In words for a message: `the port`, `CPU in production`.
  package let setting: String
  /// The two cells.
  package let places: [Citation]
}
