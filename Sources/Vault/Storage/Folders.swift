import ByteSearch

extension Snapshot {
  /// The entries of a store whose names begin with a prefix, sorted by name.
  /// - Parameter isRecursive: Whether those in folders below count too.
  package func entries(
    in store: Store, _ scope: Scope, prefix: String, isRecursive: Bool = true
  ) throws -> [Entry] {
    var entries: [Entry] = []
    let start = EntryAddress(store, scope, prefix.hasSuffix("/") ? prefix + "_" : prefix).folder
    try walk(start ?? EntryAddress(store, scope, ""), isRecursive) { address in
      guard address.name.hasPrefix(prefix) else { return }
      guard let entry = try entry(at: address) else {
        throw VaultError.damaged("'\(address.name)' is in its folder, but not in the vault")
      }
      entries.append(entry)
    }
    return entries.sorted { $0.address.name < $1.address.name }
  }

  private func walk(_ folder: EntryAddress, _ isRecursive: Bool, _ visit: (EntryAddress) throws -> Void) throws {
    var folders = [folder]
    while let folder = folders.popLast() {
      for name in try names(in: folder) {
        let address = EntryAddress(folder.store, folder.scope, folder.name + name)
        if name.hasSuffix("/") {
          if isRecursive { folders.append(address) }
        } else {
          try visit(address)
        }
      }
    }
  }

  func names(in folder: EntryAddress) throws -> [String] {
    guard let first = try page(0, of: folder) else { return [] }
    var names = first.names
    for number in 1..<max(1, 1 << first.depth) { names += try page(number, of: folder)?.names ?? [] }
    return names
  }
}

extension Transaction {
  /// Notes a new name, of an entry or a folder, in the folder it lies in.
  func addToFolder(_ address: EntryAddress) throws {
    guard let folder = address.folder else { return }
    let known = try page(0, of: folder)
    let head = known ?? FolderPage(folder: folder, number: 0)
    var page = known == nil ? head : try ownPage(of: address, head)
    guard !page.names.contains(address.lastPart) else { return }
    page.names.append(address.lastPart)
    keep(page)
    if page.names.count > FolderPage.capacity { try doublePages(of: head.folder) }
    if known == nil { try addToFolder(folder) }
  }

  /// Takes a name out of its folder, and the folder out of its own when it was the last.
  func removeFromFolder(_ address: EntryAddress) throws {
    guard let folder = address.folder, let head = try page(0, of: folder) else { return }
    var page = try ownPage(of: address, head)
    page.names.removeAll { $0 == address.lastPart }
    keep(page)
    guard page.names.isEmpty else { return }
    for number in 0..<(1 << head.depth) {
      guard try self.page(number, of: folder)?.names.isEmpty ?? true else { return }
    }
    for number in 0..<(1 << head.depth) { drop(page: number, of: folder) }
    try removeFromFolder(folder)
  }

  private func doublePages(of folder: EntryAddress) throws {
    let depth = try (page(0, of: folder)?.depth ?? 0) + 1
    var pages = (0..<(1 << depth)).map { FolderPage(folder: folder, number: $0) }
    pages[0].depth = depth
    for name in try names(in: folder) { pages[FolderHash.page(of: name, depth: depth)].names.append(name) }
    pages.forEach(keep)
  }

  private func ownPage(of address: EntryAddress, _ head: FolderPage) throws -> FolderPage {
    let number = FolderHash.page(of: address.lastPart, depth: head.depth)
    return try page(number, of: head.folder) ?? FolderPage(folder: head.folder, number: number)
  }
}

/// Which page of its folder a name is on.
enum FolderHash {
  static func page(of name: String, depth: Int) -> Int {
    Int(FNV1a.hash(name.utf8) & ((1 << UInt64(depth)) - 1))
  }
}
