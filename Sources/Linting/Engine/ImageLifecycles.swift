import ByteSearch
import Quantities
import Vocabulary

/// When images stop to get security updates, from the versioned table in `Data/image-lifecycles.txt`.
enum ImageLifecycles {
  /// A part of an image that has a last day: `node 16`, or the `debian buster` that it is built on.
  struct End: Sendable, Equatable {
    let product: String
    let date: CalendarDate
  }

  private static let table = FieldTable(PackageResources.image_lifecycles_txt)

  /// The parts of an image whose last day is known: its own version, and the distribution that its tag names.
  static func ends(of image: ImageReference) -> [End] {
    guard let tag = image.tag, let releases = table[image.repository] else { return [] }
    let parts = tag.utf8.split(separator: UInt8(ascii: "-")).map { Substring($0) }
    var result: [End] = []
    if let first = parts.first, let end = end(releases, first) { result.append(end) }
    guard releases.key != "debian", releases.key != "ubuntu" else { return result }
    for part in parts.dropFirst() {
      if part.hasPrefix("alpine") {
        if let end = table["alpine"].flatMap({ end($0, part.dropFirst(6)) }) { result.append(end) }
      } else if part.utf8.first.map({ !isDigit($0) }) ?? false {
        result += ["debian", "ubuntu"].compactMap { table[$0].flatMap { end($0, part) } }
      }
    }
    return result
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  /// The most exact release: `20.11.1`, then `20.11`, then `20`.
  private static func end(_ releases: FieldTable.Row, _ version: Substring) -> End? {
    var release = version
    while !release.isEmpty {
      if let date = releases.value(of: release).flatMap({ CalendarDate(String($0)) }) {
        return End(product: "\(releases.key) \(release)", date: date)
      }
      release = release.utf8.lastIndex(of: UInt8(ascii: ".")).map { release[..<$0] } ?? ""
    }
    return nil
  }
}
