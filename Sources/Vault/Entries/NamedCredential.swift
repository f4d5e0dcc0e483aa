import Cryptography

/// An access key of the loopback endpoint: local, of no use to AWS.
package struct NamedCredential: Sendable, Equatable {
  package let name: String
  /// For example `AKIA…`, twenty characters.
  package let accessKeyID: String
  /// What requests are signed with, in UTF-8.
  package let secretKey: SecretBytes
  /// The account whose secrets it sees.
  package let account: String
  /// An identity policy's JSON; nil allows everything.
  package let policy: String?
  package let created: Timestamp

  package init(
    name: String, accessKeyID: String, secretKey: SecretBytes, account: String, policy: String?, created: Timestamp
  ) {
    self.name = name
    self.accessKeyID = accessKeyID
    self.secretKey = secretKey
    self.account = account
    self.policy = policy
    self.created = created
  }

  package static func == (left: NamedCredential, right: NamedCredential) -> Bool {
    left.name == right.name && left.accessKeyID == right.accessKeyID && left.secretKey.equals(right.secretKey)
      && left.account == right.account && left.policy == right.policy && left.created == right.created
  }

  func encode(_ fields: inout FieldWriter) {
    fields.put(1, name)
    fields.put(2, accessKeyID)
    secretKey.withUnsafeBytes { fields.put(3, $0) }
    fields.put(4, account)
    fields.put(5, policy)
    fields.put(6, created)
  }

  init(_ reader: FieldReader) throws {
    var reader = reader
    var texts = [String](repeating: "", count: 4)
    var secretKey = SecretBytes(utf8: "")
    var policy: String?
    var created = Timestamp(milliseconds: 0)
    while let field = try reader.next() {
      switch field.tag {
      case 1, 2, 4: texts[Int(field.tag) - 1] = try field.text()
      case 3: secretKey = field.bytes.withUnsafeBytes { SecretBytes(copying: $0) }
      case 5: policy = try field.text()
      case 6: created = try field.moment()
      default: break
      }
    }
    self.init(
      name: texts[0], accessKeyID: texts[1], secretKey: secretKey, account: texts[3], policy: policy, created: created)
  }
}
