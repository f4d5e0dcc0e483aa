/// The pages of folders that a transaction has met, as it has made them: each is opened once and written once, however many names
/// come and go.
struct FolderDrafts {
  struct Place: Hashable {
    let folder: EntryAddress
    let number: Int
  }

  /// Nil for a page that is not there.
  private var pages: [Place: FolderPage?] = [:]
  private var changed: Set<Place> = []

  /// - Parameter fetch: Reads a page that was not met yet.
  mutating func page(_ place: Place, _ fetch: () throws -> FolderPage?) rethrows -> FolderPage? {
    // Until something changes there is nothing to keep: who only reads meets a page once.
    guard !pages.isEmpty else { return try fetch() }
    if let known = pages[place] { return known }
    let page = try fetch()
    pages.updateValue(page, forKey: place)
    return page
  }

  /// - Parameter page: Nil to remove it.
  mutating func put(_ page: FolderPage?, at place: Place) {
    pages.updateValue(page, forKey: place)
    changed.insert(place)
  }

  /// The pages that have to be written, in the order of their folders; nil for those that have to go. They count as written then.
  mutating func takeChanged() -> [(place: Place, page: FolderPage?)] {
    defer { changed = [] }
    return changed.sorted { ($0.folder.name, $0.number) < ($1.folder.name, $1.number) }.map { ($0, pages[$0] ?? nil) }
  }
}
