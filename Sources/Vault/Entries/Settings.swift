import Age

/// What the vault knows about itself, sealed like everything else.
package struct Settings: Sendable, Equatable {
  /// The project's name when the vault was made.
  package var project = ""
  package var created = Timestamp(milliseconds: 0)
  /// Where names without an ARN belong.
  package var scope = Scope.standard
  /// Who can open the vault; empty for one that a passphrase opens.
  package var recipients: [NamedRecipient] = []
  /// Who may use the endpoint of `specvault serve`.
  package var credentials: [NamedCredential] = []
  /// Parameter Store's settings that differ from their defaults.
  package var serviceSettings: [ServiceSetting] = []

  static let recordKind: Int64 = 2

  package init() {}

  func encoded() -> [UInt8] {
    var fields = FieldWriter()
    fields.put(1, Settings.recordKind)
    fields.put(2, project)
    fields.put(3, created)
    fields.put(4, scope.account)
    fields.put(5, scope.region)
    for recipient in recipients {
      fields.put(6) {
        $0.put(1, recipient.key)
        $0.put(2, recipient.name)
        $0.put(3, recipient.added)
      }
    }
    for credential in credentials { fields.put(7, fields: credential.encode) }
    for setting in serviceSettings { fields.put(8, fields: setting.encode) }
    return fields.bytes
  }

  init(_ bytes: [UInt8]) throws {
    var account = ""
    var region = ""
    var reader = FieldReader(bytes)
    while let field = try reader.next() {
      switch field.tag {
      case 2: project = try field.text()
      case 3: created = try field.moment()
      case 4: account = try field.text()
      case 5: region = try field.text()
      case 6: recipients.append(try NamedRecipient(field.fields()))
      case 7: credentials.append(try NamedCredential(field.fields()))
      case 8: serviceSettings.append(try ServiceSetting(field.fields()))
      default: break
      }
    }
    scope = Scope(account: account, region: region)
  }
}

/// A public key that can open the vault, and whose it is.
package struct NamedRecipient: Sendable, Equatable {
  /// `age1…`.
  package let key: String
  package let name: String
  package let added: Timestamp

  package init(key: String, name: String, added: Timestamp) {
    self.key = key
    self.name = name
    self.added = added
  }

  fileprivate init(_ reader: FieldReader) throws {
    var reader = reader
    var key = ""
    var name = ""
    var added = Timestamp(milliseconds: 0)
    while let field = try reader.next() {
      switch field.tag {
      case 1: key = try field.text()
      case 2: name = try field.text()
      case 3: added = try field.moment()
      default: break
      }
    }
    self.init(key: key, name: name, added: added)
  }
}
