import ByteSearch
import Syntax

/// A provider's token: what it looks like, and what it is called.
package struct TokenFormat: Sendable {
  /// Of the line in the data file.
  private let idBytes: ArraySlice<UInt8>
  private let titleBytes: ArraySlice<UInt8>
  let pattern: TokenPattern
  /// Words of the name that it is assigned to, where its own shape says too little; in small letters.
  let near: [ArraySlice<UInt8>]
  /// In bits a byte; less is a placeholder.
  let leastEntropy: Double
  /// Whether its last six bytes are a checksum of the others.
  let hasChecksum: Bool

  package var id: String { String(decoding: idBytes, as: UTF8.self) }
  /// `GitHub personal access token`.
  package var title: String { String(decoding: titleBytes, as: UTF8.self) }

  /// All formats, in the order of the data file.
  package static let all: [TokenFormat] = read(PackageResources.token_formats_txt)

  static func read(_ file: [UInt8]) -> [TokenFormat] {
    var formats: [TokenFormat] = []
    formats.reserveCapacity(512)
    var fields = Fields(rest: file[...])
    while let line = fields.next(UInt8(ascii: "\n")) {
      if line.first != UInt8(ascii: "#"), let format = TokenFormat(line) { formats.append(format) }
    }
    return formats
  }

  private init?(_ line: ArraySlice<UInt8>) {
    let bar = UInt8(ascii: "|")
    var fields = Fields(rest: line)
    guard let id = fields.next(bar), let title = fields.next(bar), let text = fields.next(bar),
      let pattern = TokenPattern(text)
    else { return nil }
    (idBytes, titleBytes, self.pattern) = (id, title, pattern)
    var near: [ArraySlice<UInt8>] = []
    var leastEntropy = 2.4
    var hasChecksum = false
    while let option = fields.next(UInt8(ascii: ";")) {
      if option.starts(with: "near=".utf8) {
        near = option.dropFirst(5).split(separator: UInt8(ascii: ","))
      } else if option.starts(with: "entropy=".utf8) {
        leastEntropy = Double(String(decoding: option.dropFirst(8), as: UTF8.self)) ?? leastEntropy
      } else if option.elementsEqual("crc32".utf8) {
        hasChecksum = true
      }
    }
    (self.near, self.leastEntropy, self.hasChecksum) = (near, leastEntropy, hasChecksum)
  }

  /// What a text still holds, taken piece by piece: `split` asks for an array each time.
  private struct Fields {
    var rest: ArraySlice<UInt8>

    mutating func next(_ separator: UInt8) -> ArraySlice<UInt8>? {
      guard !rest.isEmpty else { return nil }
      let end = rest.firstIndex(of: separator) ?? rest.endIndex
      defer { rest = rest[min(end + 1, rest.endIndex)...] }
      return rest[rest.startIndex..<end]
    }
  }

  /// Whether a name is one that such a token would be assigned to.
  ///
  /// - Parameter name: in small letters.
  func isNear(_ name: [UInt8]) -> Bool {
    near.contains { name.firstRange(of: $0, in: 0..<name.count) != nil }
  }
}
