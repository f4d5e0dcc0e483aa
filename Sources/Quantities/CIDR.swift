/// A block of IPv4 addresses (RFC 4632).
package struct CIDR: Sendable, Hashable, CustomStringConvertible {
  package let address: UInt32
  package let length: Int

  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let length = Int(parts[1]), (0...32).contains(length) else { return nil }
    let octets = parts[0].split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
    guard octets.count == 4 else { return nil }
    self.address = octets.reduce(0) { $0 << 8 | UInt32($1) }
    self.length = length
  }

  /// The blocks of a text, in order.
  package static func all(in text: String) -> [CIDR] {
    text.split { !($0.isASCIIDigit || $0 == "." || $0 == "/") }.compactMap { CIDR(String($0)) }
  }

  private var mask: UInt32 { length == 0 ? 0 : UInt32.max << UInt32(32 - length) }

  package func contains(_ other: CIDR) -> Bool {
    other.length >= length && other.address & mask == address & mask
  }

  package func overlaps(_ other: CIDR) -> Bool {
    contains(other) || other.contains(self)
  }

  package var description: String {
    "\(address >> 24).\(address >> 16 & 0xFF).\(address >> 8 & 0xFF).\(address & 0xFF)/\(length)"
  }
}
