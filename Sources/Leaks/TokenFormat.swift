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
    file.split(separator: 0x0A).filter { $0.first != UInt8(ascii: "#") }.compactMap(TokenFormat.init)
  }

  private init?(_ line: ArraySlice<UInt8>) {
    let fields = line.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    guard fields.count >= 3, let pattern = TokenPattern(fields[2]) else { return nil }
    (idBytes, titleBytes, self.pattern) = (fields[0], fields[1], pattern)
    let options = fields.count > 3 ? fields[3].split(separator: UInt8(ascii: ";")) : []
    func option(_ name: StaticString) -> ArraySlice<UInt8>? {
      options.lazy.compactMap { option in
        name.withUTF8Buffer { option.starts(with: $0) ? option.dropFirst($0.count) : nil }
      }.first
    }
    near = option("near=")?.split(separator: UInt8(ascii: ",")) ?? []
    leastEntropy = option("entropy=").flatMap { Double(String(decoding: $0, as: UTF8.self)) } ?? 2.4
    hasChecksum = option("crc32") != nil
  }

  /// Whether a name is one that such a token would be assigned to.
  ///
  /// - Parameter name: in small letters.
  func isNear(_ name: [UInt8]) -> Bool {
    near.contains { name.firstRange(of: $0, in: 0..<name.count) != nil }
  }
}
