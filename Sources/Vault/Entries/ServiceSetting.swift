/// A setting of Parameter Store in one account and region (AWS Systems Manager API Reference, "ServiceSetting").
package struct ServiceSetting: Sendable, Equatable {
  /// The tier of parameters that name none (AWS Systems Manager User Guide, "Specifying a default parameter tier").
  package static let defaultTierID = "/ssm/parameter-store/default-parameter-tier"

  package let scope: Scope
  /// For example `/ssm/parameter-store/default-parameter-tier`.
  package let id: String
  package let value: String
  package let changed: Timestamp
  package let user: String

  package init(scope: Scope, id: String, value: String, changed: Timestamp, user: String) {
    self.scope = scope
    self.id = id
    self.value = value
    self.changed = changed
    self.user = user
  }

  func encode(_ fields: inout FieldWriter) {
    fields.put(1, scope.account)
    fields.put(2, scope.region)
    fields.put(3, id)
    fields.put(4, value)
    fields.put(5, user)
    fields.put(6, changed)
  }

  init(_ reader: FieldReader) throws {
    var reader = reader
    var texts = [String](repeating: "", count: 5)
    var changed = Timestamp(milliseconds: 0)
    while let field = try reader.next() {
      switch field.tag {
      case 1...5: texts[Int(field.tag) - 1] = try field.text()
      case 6: changed = try field.moment()
      default: break
      }
    }
    self.init(
      scope: Scope(account: texts[0], region: texts[1]), id: texts[2], value: texts[3], changed: changed, user: texts[4]
    )
  }
}
