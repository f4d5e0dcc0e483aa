/// The service that an entry stands in for; the raw values are what `--store` takes.
package enum Store: String, Sendable, CaseIterable, Hashable {
  /// AWS Secrets Manager.
  case secretsManager = "secretsmanager"
  /// AWS Systems Manager Parameter Store.
  case parameterStore = "ssm"
  /// GitHub Actions secrets.
  case github

  /// The service's name for readers.
  package var title: String {
    switch self {
    case .secretsManager: "Secrets Manager"
    case .parameterStore: "Parameter Store"
    case .github: "GitHub Secrets"
    }
  }
}

/// An AWS account and region; entries of different ones are strangers.
package struct Scope: Hashable, Sendable {
  /// Twelve digits.
  package let account: String
  /// For example `ap-northeast-2`.
  package let region: String

  package init(account: String, region: String) {
    self.account = account
    self.region = region
  }

  /// The account that AWS's own documentation uses, and the region of its first data centre.
  package static let standard = Scope(account: "123456789012", region: "us-east-1")
}

/// Where an entry is: its store, account, region and name. GitHub's secrets have no account and no region.
package struct EntryAddress: Hashable, Sendable {
  package let store: Store
  package let scope: Scope
  package let name: String

  package init(_ store: Store, _ scope: Scope, _ name: String) {
    self.store = store
    self.scope = store == .github ? Scope(account: "", region: "") : scope
    self.name = name
  }
}

extension EntryAddress: Comparable {
  /// By the store's title, then by name, then by region.
  package static func < (left: EntryAddress, right: EntryAddress) -> Bool {
    guard left.store == right.store else { return left.store.title < right.store.title }
    return left.name == right.name ? left.scope.region < right.scope.region : left.name < right.name
  }
}

extension FieldWriter {
  /// An address takes the fields 2 to 5 of every record that has one.
  mutating func put(_ address: EntryAddress) {
    put(2, address.store.rawValue)
    put(3, address.scope.account)
    put(4, address.scope.region)
    put(5, address.name)
  }
}

/// Collects an address from a record's fields.
struct AddressFields {
  private var store: Store?
  private var account = ""
  private var region = ""
  private var name = ""

  /// - Returns: Whether the field belonged to the address.
  mutating func take(_ field: Field) throws -> Bool {
    switch field.tag {
    case 2: store = Store(rawValue: try field.text())
    case 3: account = try field.text()
    case 4: region = try field.text()
    case 5: name = try field.text()
    default: return false
    }
    return true
  }

  /// - Throws: ``FieldError`` where no store was named, or one that is unknown.
  func address() throws -> EntryAddress {
    guard let store else { throw FieldError() }
    return EntryAddress(store, Scope(account: account, region: region), name)
  }
}
