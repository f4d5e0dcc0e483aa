/// A part of what one folder of names holds. Names are grouped by what stands before their last slash, so that the entries
/// below a path are found without opening all others (FORMAT.md, "Folder").
///
/// A folder of many names has several pages, always a power of two; a name is on the page that its hash says.
struct FolderPage {
  static let recordKind: Int64 = 3
  /// A page with more names than this makes the folder double its pages.
  static let capacity = 128

  let folder: EntryAddress
  let number: Int
  /// How many times the folder doubled its pages; on page 0 only.
  var depth = 0
  /// Names without their folder; folders end with a slash.
  var names: [String] = []

  init(folder: EntryAddress, number: Int) {
    self.folder = folder
    self.number = number
  }

  func encoded() -> [UInt8] {
    var fields = FieldWriter()
    fields.put(1, FolderPage.recordKind)
    fields.put(folder)
    fields.put(6, Int64(number))
    fields.put(7, Int64(depth))
    for name in names { fields.put(8, name) }
    return fields.bytes
  }

  init(_ bytes: [UInt8]) throws {
    var folder = AddressFields()
    var number: Int64 = 0
    var depth: Int64 = 0
    var names: [String] = []
    var reader = FieldReader(bytes)
    while let field = try reader.next() {
      switch field.tag {
      case 6: number = try field.number()
      case 7: depth = try field.number()
      case 8: names.append(try field.text())
      default: _ = try folder.take(field)
      }
    }
    guard (0...24).contains(depth) else { throw FieldError() }
    self.init(folder: try folder.address(), number: Int(number))
    self.depth = Int(depth)
    self.names = names
  }
}

extension EntryAddress {
  /// The folder that a name or a folder lies in, with its slash; empty for the top. The top lies in none.
  var folder: EntryAddress? {
    guard !name.isEmpty else { return nil }
    let slash = name.utf8.dropLast().lastIndex(of: UInt8(ascii: "/"))
    let path = slash.map { String(name[...$0]) } ?? ""
    return EntryAddress(store, scope, path)
  }

  /// The name without its folder.
  var lastPart: String {
    String(name.dropFirst(folder?.name.count ?? 0))
  }
}
