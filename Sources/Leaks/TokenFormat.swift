import ByteSearch
import Syntax

/// A provider's token: what it looks like, and what it is called.
package struct TokenFormat: Sendable {
  package let id: String
  /// `GitHub personal access token`.
  package let title: String
  let pattern: TokenPattern
  /// Words of the name that it is assigned to, where its own shape says too little; in small letters.
  let near: [[UInt8]]
  /// In bits a byte; less is a placeholder.
  let leastEntropy: Double
  /// Whether its last six bytes are a checksum of the others.
  let hasChecksum: Bool

  /// All formats, in the order of the data file.
  package static let all: [TokenFormat] = read(PackageResources.token_formats_txt)

  static func read(_ file: [UInt8]) -> [TokenFormat] {
    file.split(separator: 0x0A).filter { $0.first != UInt8(ascii: "#") }.compactMap { line in
      let fields = line.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      guard fields.count >= 3, let pattern = TokenPattern(fields[2]) else { return nil }
      return TokenFormat(fields, pattern)
    }
  }

  private init(_ fields: [String], _ pattern: TokenPattern) {
    (id, title, self.pattern) = (fields[0], fields[1], pattern)
    let options = fields.count > 3 ? fields[3].split(separator: ";").map(String.init) : []
    func option(_ name: String) -> String? {
      options.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }
    near = option("near")?.split(separator: ",").map { Array($0.utf8) } ?? []
    leastEntropy = option("entropy").flatMap { Double($0) } ?? 2.4
    hasChecksum = options.contains("crc32")
  }

  /// Whether a name is one that such a token would be assigned to.
  ///
  /// - Parameter name: in small letters.
  func isNear(_ name: [UInt8]) -> Bool {
    near.contains { name.firstRange(of: $0, in: 0..<name.count) != nil }
  }
}
