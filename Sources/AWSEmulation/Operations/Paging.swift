import Cryptography
import Vault

/// One page of a list that is kept in order: what stands on it, and the token that leads on.
struct Paging {
  let order: Catalog.Order
  var isDescending = false
  let limit: Int
  /// The name that the list begins with and the one it ends before; nil for all.
  var names: Range<String>?

  struct Page {
    var entries: [Entry] = []
    var token: String?
  }

  /// - Throws: ``Fault`` for a token that is none of ours or of another request.
  func page(
    of catalog: Catalog, _ call: Call<ResidentSnapshot>, invalidToken: Fault, where isIncluded: (Entry) throws -> Bool
  ) throws -> Page {
    let context = try call.listContext()
    let entries = catalog.entries(by: order)
    var index = try start(catalog, call, context, invalidToken)
    let bounds = bounds(catalog)
    if call.input.text("NextToken") == nil { index = isDescending ? bounds.upperBound - 1 : bounds.lowerBound }
    var page = Page()
    while bounds.contains(index) {
      let entry = entries[index].entry
      if try isIncluded(entry) {
        guard page.entries.count < limit else {
          guard let last = page.entries.last else { break }
          page.token = try call.view.pageToken(Catalog.place(of: last, by: order).encoded, for: context)
          break
        }
        page.entries.append(entry)
      }
      index += isDescending ? -1 : 1
    }
    return page
  }

  private func bounds(_ catalog: Catalog) -> Range<Int> {
    guard let names else { return 0..<catalog.count }
    return catalog.position(
      of: Catalog.Place(name: names.lowerBound), by: order)..<catalog.position(
        of: Catalog.Place(name: names.upperBound), by: order)
  }

  private func start(
    _ catalog: Catalog, _ call: Call<ResidentSnapshot>, _ context: [UInt8], _ invalidToken: Fault
  ) throws -> Int {
    guard let token = call.input.text("NextToken") else { return 0 }
    guard let bytes = try call.view.position(of: token, for: context), let place = Catalog.Place(encoded: bytes) else {
      throw invalidToken
    }
    let position = catalog.position(of: place, by: order)
    if isDescending { return position - 1 }
    let entries = catalog.entries(by: order)
    let isStill = position < entries.count && Catalog.place(of: entries[position].entry, by: order) == place
    return isStill ? position + 1 : position
  }
}

extension Catalog.Place {
  /// Eight bytes of the moment, then the name.
  var encoded: [UInt8] { withUnsafeBytes(of: moment.bigEndian) { Array($0) } + Array(name.utf8) }

  init?(encoded bytes: [UInt8]) {
    guard bytes.count >= 8 else { return nil }
    let moment = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    self.init(moment: Int64(bitPattern: moment), name: String(decoding: bytes.dropFirst(8), as: UTF8.self))
  }
}

extension Call {
  /// What a page token is good for: this operation, account and region, and all other members as they were.
  func listContext() throws -> [UInt8] {
    let context = "\(operation.action)\n\(scope.account)\n\(scope.region)\n"
    return try SHA256.digest(of: Array(context.utf8) + input.fingerprint(without: ["NextToken", "MaxResults"]))
  }
}
