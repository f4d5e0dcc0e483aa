import Diagnostics
import Quantities
import Syntax
import Vocabulary

/// When images stop to get security updates, from the versioned table in `Data/image-lifecycles.json`.
struct ImageLifecycles: Sendable {
  /// A part of an image that has a last day: `node 16`, or the `debian buster` that it is built on.
  struct End: Sendable, Equatable {
    let product: String
    let date: CalendarDate
  }

  private let images: [String: [String: CalendarDate]]

  static let current = ImageLifecycles(PackageResources.image_lifecycles_json)

  private init(_ json: [UInt8]) {
    let root = JSONParser.parse(SourceText(path: "image-lifecycles.json", bytes: json)).documents.first
    var images: [String: [String: CalendarDate]] = [:]
    for (image, cycles) in root?["images"]?.entries ?? [] {
      for (cycle, date) in cycles.entries {
        images[image.value ?? "", default: [:]][cycle.value ?? ""] = date.value.flatMap { CalendarDate($0) }
      }
    }
    self.images = images
  }

  /// The parts of an image whose last day is known: its own version, and the distribution that its tag names.
  func ends(of image: ImageReference) -> [End] {
    guard let tag = image.tag else { return [] }
    let parts = tag.split(separator: "-").map(String.init)
    var result: [End] = []
    if let first = parts.first, let end = end(of: image.repository, version: first) { result.append(end) }
    guard images[image.repository] != nil, image.repository != "debian", image.repository != "ubuntu" else {
      return result
    }
    for part in parts.dropFirst() {
      if part.hasPrefix("alpine"), let end = end(of: "alpine", version: String(part.dropFirst(6))) {
        result.append(end)
      }
      for distribution in ["debian", "ubuntu"] where !(part.first?.isNumber ?? true) {
        if let end = end(of: distribution, version: part) { result.append(end) }
      }
    }
    return result
  }

  /// The most exact entry: `20.11.1`, then `20.11`, then `20`.
  private func end(of repository: String, version: String) -> End? {
    guard let cycles = images[repository] else { return nil }
    var parts = version.split(separator: ".", omittingEmptySubsequences: false)
    while !parts.isEmpty {
      let key = parts.joined(separator: ".")
      if let date = cycles[key] { return End(product: "\(repository) \(key)", date: date) }
      parts.removeLast()
    }
    return nil
  }
}
