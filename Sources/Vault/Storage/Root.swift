/// What vouches for everything else: one sealed row, rewritten with every change.
struct Root: Equatable {
  /// How many changes the vault has seen.
  var generation: UInt64
  /// How many of them changed more than the audit log and the days of reads.
  var changes: UInt64
  /// The digest over the index's buckets.
  var index: [UInt8]
  /// How many audit records there are, and the end of their chain.
  var auditCount: Int64
  var auditHead: [UInt8]
  /// How many keys the vault had before this one.
  var epoch: UInt64 = 0
  /// The tag of the root before, which the file also keeps in the clear; empty for the first of format 2.
  var previous: [UInt8] = []

  func encoded() -> [UInt8] {
    var fields = FieldWriter()
    fields.put(1, Int64(bitPattern: generation))
    fields.put(2, index)
    fields.put(3, auditCount)
    fields.put(4, auditHead)
    fields.put(5, Int64(bitPattern: epoch))
    fields.put(6, previous)
    fields.put(7, Int64(bitPattern: changes))
    return fields.bytes
  }

  init(generation: UInt64, index: [UInt8], auditCount: Int64, auditHead: [UInt8]) {
    self.generation = generation
    changes = generation
    self.index = index
    self.auditCount = auditCount
    self.auditHead = auditHead
  }

  init(_ bytes: [UInt8]) throws {
    self.init(generation: 0, index: [], auditCount: 0, auditHead: [])
    var reader = FieldReader(bytes)
    var written: UInt64?
    while let field = try reader.next() {
      switch field.tag {
      case 1: generation = UInt64(bitPattern: try field.number())
      case 2: index = Array(field.bytes)
      case 3: auditCount = try field.number()
      case 4: auditHead = Array(field.bytes)
      case 5: epoch = UInt64(bitPattern: try field.number())
      case 6: previous = Array(field.bytes)
      case 7: written = UInt64(bitPattern: try field.number())
      default: break
      }
    }
    changes = written ?? generation
  }
}
