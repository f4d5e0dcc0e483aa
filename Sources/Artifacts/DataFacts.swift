import ByteSearch
import Diagnostics
import Quantities
import Syntax

/// Facts from single nodes, as compose, ECS and Kubernetes all have them.
extension DataNode {
  /// The text of a scalar with the bytes inside its quotes.
  var located: Located<String>? {
    value.map { Located($0, innerLocation) }
  }

  /// The bytes of the value: inside the quotes of a quoted scalar.
  var innerLocation: Location {
    guard style == .doubleQuoted || style == .singleQuoted, range.count >= 2 else { return location }
    return Location(tree.source, range.lowerBound + 1..<range.upperBound - 1)
  }

  func fact<Value>(_ read: (String) -> Value?) -> Fact<Value>? {
    guard let text = value else { return nil }
    if text.contains("{{") || (tag.map { $0.hasPrefix("!") } ?? false) { return .unknown(innerLocation) }
    guard let text = Expansion.expand(text, escape: nil, { _ in nil }), !text.contains("$") else {
      return .unknown(innerLocation)
    }
    return read(text).map { .known($0, innerLocation) } ?? .unreadable(text, innerLocation)
  }

  func duration(default standard: Double, at place: Location, _ read: (String) -> TimeSpan?) -> Fact<TimeSpan> {
    fact(read) ?? .defaulted(TimeSpan(seconds: standard), place)
  }
}

extension TimeSpan {
  /// A bare number of seconds.
  init?(bareSeconds text: String) {
    guard let value = Double(text), value.isFinite, value >= 0 else { return nil }
    self.init(seconds: value)
  }
}
