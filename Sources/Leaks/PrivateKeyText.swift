import ByteSearch
import Syntax

/// A private key as text: PEM (RFC 7468) in all its labels, OpenPGP, SSH2, PuTTY; also on one line with `\n`.
enum PrivateKeyText {
  /// So much of a key is looked at and pointed to.
  private static let longest = 8_192
  /// A shorter body is an ellipsis of a document's.
  private static let leastBody = 60

  static func find(_ bytes: [UInt8], at offset: Int) -> (label: String, range: Range<Int>)? {
    if bytes.starts(with: "PuTTY-User-Key-File-", at: offset) { return putty(bytes, offset) }
    let isPEM = bytes.starts(with: "-----BEGIN ", at: offset)
    guard isPEM || bytes.starts(with: "---- BEGIN ", at: offset) else { return nil }
    let start = offset + 11
    let limit = min(bytes.count, start + 80)
    guard let dashes = bytes.firstRange(of: "----".utf8, in: start..<limit)?.lowerBound else { return nil }
    let label = bytes.text(start..<dashes).trimmingCharacters
    guard label.contains("PRIVATE KEY") else { return nil }
    let end = min(bytes.count, offset + longest)
    // A second header ends it, too.
    let next = bytes.firstRange(of: isPEM ? "-----BEGIN".utf8 : "---- BEGIN".utf8, in: dashes..<end)?.lowerBound ?? end
    let footer = bytes.firstRange(of: isPEM ? "-----END".utf8 : "---- END".utf8, in: dashes..<next)?.lowerBound
    let quote = bytes[min(dashes + 5, next)..<next].firstIndex { $0 == 0x22 || $0 == 0x27 || $0 == 0x60 }
    let bodyEnd = footer ?? quote ?? next
    guard dashes + 5 < min(bodyEnd, end) else { return nil }
    let body = bytes[dashes + 5..<min(bodyEnd, end)].filter { $0.isLetter || $0.isDigit || $0 == 0x2B || $0 == 0x2F }
    guard body.count >= leastBody, Set(body).count > 20 else { return nil }
    return (label, offset..<min(bodyEnd, end))
  }

  private static func putty(_ bytes: [UInt8], _ offset: Int) -> (label: String, range: Range<Int>)? {
    let end = min(bytes.count, offset + longest)
    guard let lines = bytes.firstRange(of: "Private-Lines:".utf8, in: offset..<end) else { return nil }
    return ("PuTTY PRIVATE KEY", offset..<min(end, lines.upperBound + 256))
  }
}

extension String {
  fileprivate var trimmingCharacters: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
