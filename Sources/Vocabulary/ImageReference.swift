/// The name of a container image: `registry.example.com:5000/team/app:1.2@sha256:…` (distribution reference grammar).
package struct ImageReference: Sendable, Hashable, CustomStringConvertible {
  /// Registry and path, without Docker Hub's `docker.io/library/`.
  package let repository: String
  package let tag: String?
  package let digest: String?

  package init?(_ text: String) {
    let isName = text.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "$") && $0 != UInt8(ascii: "{") }
    guard !text.isEmpty, isName else { return nil }
    var rest = text[...]
    if let at = rest.utf8.firstIndex(of: UInt8(ascii: "@")) {
      digest = String(rest[rest.index(after: at)...])
      rest = rest[..<at]
    } else {
      digest = nil
    }
    let name = rest.utf8.lastIndex(of: UInt8(ascii: "/")).map { rest.utf8.index(after: $0) } ?? rest.startIndex
    if let colon = rest[name...].utf8.firstIndex(of: UInt8(ascii: ":")) {
      tag = String(rest[rest.index(after: colon)...])
      rest = rest[..<colon]
    } else {
      tag = nil
    }
    var repository = String(rest)
    for prefix in ["docker.io/library/", "docker.io/", "index.docker.io/library/", "library/"]
    where repository.hasPrefix(prefix) {
      repository = String(repository.dropFirst(prefix.count))
      break
    }
    guard !repository.isEmpty else { return nil }
    self.repository = repository
  }

  /// The host that it is pulled from; `docker.io` where none is written.
  package var registry: String {
    guard let slash = repository.firstIndex(of: "/") else { return "docker.io" }
    let first = repository[..<slash]
    return first.contains(".") || first.contains(":") || first == "localhost" ? String(first) : "docker.io"
  }

  /// The last part of the repository: `app` of `registry.example.com/team/app`.
  package var name: String { repository.split(separator: "/").last.map(String.init) ?? repository }

  package var description: String {
    repository + (tag.map { ":" + $0 } ?? "") + (digest.map { "@" + $0 } ?? "")
  }

  /// Whether both name the same image: the repository and, where both give one, the tag. A digest may pin either.
  package func matches(_ other: ImageReference) -> Bool {
    repository == other.repository
      && (tag == other.tag || (tag == nil && digest != nil) || (other.tag == nil && other.digest != nil))
  }
}
