import ByteSearch
import Diagnostics

/// A path pattern as `.gitignore` and CI files have it: `*` within a name, `**` across folders, `?`, `[a-z]`, `{a,b}`.
///
/// A pattern without a slash matches a name at any depth; one that matches a folder matches all below it.
package struct Glob: Sendable {
  package let pattern: String
  private let alternatives: [[UInt8]]

  package init(_ pattern: String) {
    self.pattern = pattern
    let trimmed = pattern.hasSuffix("/") ? pattern.dropLast() : pattern[...]
    let isAnchored = trimmed.contains("/")
    let body = trimmed.hasPrefix("/") ? trimmed.dropFirst() : trimmed.hasPrefix("./") ? trimmed.dropFirst(2) : trimmed
    let full = isAnchored ? String(body) : "**/" + body
    alternatives = Self.expandBraces(full).map { Array($0.utf8) }
  }

  /// Whether a path relative to the pattern's root matches.
  package func matches(_ path: String) -> Bool {
    let bytes = PathBytes.bytes(path)
    return alternatives.contains { pattern in
      if Self.match(pattern, bytes) { return true }
      return bytes.indices.contains { bytes[$0] == 0x2F && Self.match(pattern, Array(bytes[..<$0])) }
    }
  }

  /// The path that everything it matches is, or lies in, as far as it is written out; `nil` where it can be anywhere.
  package var folder: String? {
    let trimmed = pattern.hasSuffix("/") ? pattern.dropLast() : pattern[...]
    guard trimmed.contains("/") else { return nil }
    let plain = trimmed.split(separator: "/").filter { $0 != "." }.prefix { part in
      !part.contains { "*?[{\\".contains($0) }
    }
    return plain.isEmpty ? nil : plain.joined(separator: "/")
  }

  private static func expandBraces(_ pattern: String) -> [String] {
    guard let open = pattern.firstIndex(of: "{"), let close = pattern[open...].firstIndex(of: "}") else {
      return [pattern]
    }
    let inner = pattern[pattern.index(after: open)..<close]
    guard inner.contains(",") else { return [pattern] }
    let tails = expandBraces(String(pattern[pattern.index(after: close)...])).prefix(64)
    return inner.split(separator: ",", omittingEmptySubsequences: false).flatMap { part in
      tails.map { pattern[..<open] + part + $0 }
    }
  }

  /// Backtracks to the last star only, once for `*` and once for `**`: linear in practice, never exponential.
  private static func match(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
    var p = 0
    var s = 0
    var star: (p: Int, s: Int)?
    var doubleStar: (p: Int, s: Int)?
    while true {
      if p < pattern.count, pattern[p] == 0x2A {
        if p + 1 < pattern.count, pattern[p + 1] == 0x2A {
          p += 2
          if p < pattern.count, pattern[p] == 0x2F { p += 1 }
          doubleStar = (p, s)
          star = nil
        } else {
          p += 1
          star = (p, s)
        }
        continue
      }
      if s < path.count, p < pattern.count, let next = matchOne(pattern, p, path[s]) {
        p = next
        s += 1
        continue
      }
      if p == pattern.count, s == path.count { return true }
      if let from = star, from.s < path.count, path[from.s] != 0x2F {
        star = (from.p, from.s + 1)
        (p, s) = (from.p, from.s + 1)
      } else if let from = doubleStar, from.s < path.count {
        var next = from.s
        while next < path.count, path[next] != 0x2F { next += 1 }
        guard next < path.count || from.p == pattern.count else { return false }
        doubleStar = (from.p, min(path.count, next + 1))
        (p, s) = (from.p, min(path.count, next + 1))
        star = nil
      } else {
        return false
      }
    }
  }

  private static func matchOne(_ pattern: [UInt8], _ p: Int, _ byte: UInt8) -> Int? {
    switch pattern[p] {
    case 0x3F: return byte == 0x2F ? nil : p + 1
    case 0x5B: return matchClass(pattern, p, byte)
    case 0x5C where p + 1 < pattern.count: return pattern[p + 1] == byte ? p + 2 : nil
    default: return pattern[p] == byte ? p + 1 : nil
    }
  }

  private static func matchClass(_ pattern: [UInt8], _ start: Int, _ byte: UInt8) -> Int? {
    guard let close = pattern[(start + 1)...].firstIndex(of: 0x5D) else {
      return pattern[start] == byte ? start + 1 : nil
    }
    var body = Array(pattern[start + 1..<close])
    let isNegated = body.first == 0x21 || body.first == 0x5E
    if isNegated { body.removeFirst() }
    var isInside = false
    var index = 0
    while index < body.count {
      if index + 2 < body.count, body[index + 1] == 0x2D {
        if body[index] <= byte, byte <= body[index + 2] { isInside = true }
        index += 3
      } else {
        if body[index] == byte { isInside = true }
        index += 1
      }
    }
    return isInside != isNegated && byte != 0x2F ? close + 1 : nil
  }
}
