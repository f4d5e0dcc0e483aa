import Syntax

/// The byte strings that a search stops at, all looked for at once by their first three bytes.
struct TriggerTable: Sendable {
  /// What to look for around the place.
  enum Trigger: Sendable {
    /// A token, by the place of its format in the list.
    case token(Int)
    /// A name that has a word of secrets, or that the spec flags.
    case name
    case privateKey
    case urlScheme
    /// The header of HTTP.
    case authorization
    /// A token's beginning in base 64, behind so many bytes of a group of three.
    case base64(phase: Int)
    case percent
  }

  private struct Entry: Sendable {
    let hash: Int
    /// The literal, in the pool of all.
    let start: Int
    let count: Int
    /// Whether letters count alike in either case; the literal has small ones then.
    let isFolded: Bool
    let trigger: Trigger
  }

  private var entries: [Entry] = []
  private var pool: [UInt8] = []
  /// A bit for each hash.
  private var filter = [UInt64](repeating: 0, count: 1 << 10)
  /// For each hash the first of its entries, counted from one.
  private var slots = [UInt16](repeating: 0, count: 1 << 16)

  /// - Parameter literal: three bytes at least.
  mutating func add(_ trigger: Trigger, _ literal: some Collection<UInt8>, isFolded: Bool = false) {
    let key = literal.prefix(3).reduce(0) { $0 << 8 | UInt32($1 | 0x20) }
    entries.append(
      Entry(hash: Self.hash(key), start: pool.count, count: literal.count, isFolded: isFolded, trigger: trigger))
    pool += literal
  }

  /// To be called when all literals are in.
  mutating func finish() {
    entries.sort { ($0.hash, $0.start) < ($1.hash, $1.start) }
    for (index, entry) in entries.enumerated().reversed() {
      filter[entry.hash >> 6] |= 1 << UInt64(entry.hash & 63)
      slots[entry.hash] = UInt16(index + 1)
    }
  }

  @inline(__always) private static func hash(_ key: UInt32) -> Int {
    Int((key &* 0x9E37_79B1) >> 16)
  }

  /// Calls for each literal that stands in a text, with the offset where it begins.
  func forEach(_ text: UnsafeBufferPointer<UInt8>, _ found: (Trigger, Int) -> Void) {
    guard text.count > 2 else { return }
    filter.withUnsafeBufferPointer { filter in
      entries.withUnsafeBufferPointer { entries in
        pool.withUnsafeBufferPointer { pool in
          slots.withUnsafeBufferPointer { slots in
            var key: UInt32 = UInt32(text[0] | 0x20) << 8 | UInt32(text[1] | 0x20)
            for index in 2..<text.count {
              key = (key << 8 | UInt32(text[index] | 0x20)) & 0xFF_FFFF
              let hash = Self.hash(key)
              guard filter[hash >> 6] >> UInt64(hash & 63) & 1 == 1 else { continue }
              var number = Int(slots[hash]) - 1
              while number < entries.count, entries[number].hash == hash {
                if Self.stands(entries[number], pool, text, index - 2) { found(entries[number].trigger, index - 2) }
                number += 1
              }
            }
          }
        }
      }
    }
  }

  @inline(__always) private static func stands(
    _ entry: Entry, _ pool: UnsafeBufferPointer<UInt8>, _ text: UnsafeBufferPointer<UInt8>, _ offset: Int
  ) -> Bool {
    guard offset + entry.count <= text.count else { return false }
    for index in 0..<entry.count {
      let byte = text[offset + index]
      guard
        byte == pool[entry.start + index]
          || (entry.isFolded && byte.isUppercase && byte | 0x20 == pool[entry.start + index])
      else { return false }
    }
    return true
  }
}
