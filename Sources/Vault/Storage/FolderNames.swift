/// Names without their entries: nothing of an entry is read or opened.
extension Snapshot {
  /// The names of a store's entries that begin with a prefix, sorted; those in folders below count too.
  package func names(in store: Store, _ scope: Scope, prefix: String) throws -> [String] {
    var names: [String] = []
    var folders = [Snapshot.folder(of: prefix, store, scope)]
    while let folder = folders.popLast() {
      for part in try self.names(in: folder) {
        let name = folder.name + part
        guard name.hasPrefix(prefix) else { continue }
        if name.hasSuffix("/") { folders.append(EntryAddress(store, scope, name)) } else { names.append(name) }
      }
    }
    return names.sorted()
  }

  /// The folders directly below one, without their slashes, sorted.
  /// - Parameter folder: With its slash; empty for the top.
  package func folders(in store: Store, _ scope: Scope, below folder: String) throws -> [String] {
    try names(in: EntryAddress(store, scope, folder)).filter { $0.hasSuffix("/") }.map { String($0.dropLast()) }
      .sorted()
  }

  /// The deepest folder that holds all names with a prefix.
  private static func folder(of prefix: String, _ store: Store, _ scope: Scope) -> EntryAddress {
    let slash = prefix.utf8.lastIndex(of: UInt8(ascii: "/"))
    return EntryAddress(store, scope, slash.map { String(prefix[...$0]) } ?? "")
  }
}
