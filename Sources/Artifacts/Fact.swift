import Diagnostics

/// Something an artifact says about a deployment, and where.
package enum Fact<Value: Sendable>: Sendable {
  case known(Value, Location)
  /// Not written: what the platform takes instead, at the place where it could be written.
  case defaulted(Value, Location)
  /// Written, but for a parameter that nobody can resolve here. Never a violation.
  case unknown(Location)
  /// Written in a form that the platform does not read.
  case unreadable(String, Location)

  package var location: Location {
    switch self {
    case .known(_, let location), .defaulted(_, let location), .unknown(let location), .unreadable(_, let location):
      location
    }
  }

  package var value: Value? {
    switch self {
    case .known(let value, _), .defaulted(let value, _): value
    case .unknown, .unreadable: nil
    }
  }

  /// The value as written, not a default.
  package var written: Located<Value>? {
    if case .known(let value, let location) = self { Located(value, location) } else { nil }
  }
}
