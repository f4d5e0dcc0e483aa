import Syntax

/// The byte strings that a search stops at, all looked for at once by their first three bytes.
struct TriggerTable: Sendable {
  /// What to look for around the place.
  enum Trigger: Sendable {
    /// A token, by the place of its format in the list.
    case token(UInt16)
    /// A name that has a word of secrets, or that the spec flags.
    case name
    case privateKey
    case urlScheme
    /// The header of HTTP.
    case authorization
    /// What a registry's login is kept under.
    case login
    case command
    /// A Secret of Kubernetes, whose values are secrets under whatever name.
    case manifest
    /// A token's beginning in base 64, behind so many bytes of a group of three.
    case base64(phase: UInt8)
    case percent
  }

  private struct Entry: Sendable {
    let hash: UInt16
    let count: UInt16
    /// The literal, in the pool of all.
    let start: UInt32
    /// Whether letters count alike in either case; the literal has small ones then.
    let isFolded: Bool
    let trigger: Trigger
    /// The next entry of the slot, counted from one.
    let next: UInt16
  }

  private var entries: [Entry] = []
  private var pool: [UInt8] = []
  /// A bit for each hash.
  private var filter = [UInt64](repeating: 0, count: 1 << 10)
  /// For the low bits of each hash the latest of its entries, counted from one.
  private var slots = [UInt16](repeating: 0, count: slotMask + 1)

  private static let slotMask = 1 << 11 - 1

  init() {
    entries.reserveCapacity(2_500)
    pool.reserveCapacity(24_000)
  }

  /// - Parameter literal: three bytes at least.
  mutating func add(_ trigger: Trigger, _ literal: some Collection<UInt8>, isFolded: Bool = false) {
    let start = pool.count
    pool.append(contentsOf: literal)
    let count = pool.count - start
    guard count >= 3, count < UInt16.max, entries.count < UInt16.max else { return }
    let hash = Self.hash(pool[start..<start + 3].reduce(0) { $0 << 8 | UInt32($1 | 0x20) })
    let slot = Int(hash) & Self.slotMask
    entries.append(
      Entry(
        hash: hash, count: UInt16(count), start: UInt32(start), isFolded: isFolded, trigger: trigger, next: slots[slot])
    )
    slots[slot] = UInt16(entries.count)
    filter[Int(hash >> 6)] |= 1 << UInt64(hash & 63)
  }

  @inline(__always) private static func hash(_ key: UInt32) -> UInt16 {
    UInt16(truncatingIfNeeded: (key &* 0x9E37_79B1) >> 16)
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
              guard filter[Int(hash >> 6)] >> UInt64(hash & 63) & 1 == 1 else { continue }
              var number = Int(slots[Int(hash) & Self.slotMask])
              while number > 0 {
                let entry = entries[number - 1]
                if entry.hash == hash, Self.stands(entry, pool, text, index - 2) { found(entry.trigger, index - 2) }
                number = Int(entry.next)
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
    guard offset + Int(entry.count) <= text.count else { return false }
    for index in 0..<Int(entry.count) {
      let byte = text[offset + index]
      let wanted = pool[Int(entry.start) + index]
      guard byte == wanted || (entry.isFolded && byte.isUppercase && byte | 0x20 == wanted) else { return false }
    }
    return true
  }
}
