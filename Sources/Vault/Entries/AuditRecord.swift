/// What was done with the vault: never a value.
package struct AuditRecord: Sendable, Equatable {
  package let moment: Timestamp
  /// `alice@laptop`.
  package let user: String
  /// The program and its process id: `specvault[4711]`.
  package let process: String
  /// The command, for example `put`.
  package let action: String
  /// The entry's name, or what a session was about.
  package let subject: String
  /// More about it, for example `version 3` or `refused: …`.
  package let detail: String

  package init(moment: Timestamp, user: String, process: String, action: String, subject: String, detail: String) {
    self.moment = moment
    self.user = user
    self.process = process
    self.action = action
    self.subject = subject
    self.detail = detail
  }

  func encoded() -> [UInt8] {
    var fields = FieldWriter()
    fields.put(1, moment)
    fields.put(2, user)
    fields.put(3, process)
    fields.put(4, action)
    fields.put(5, subject)
    fields.put(6, detail)
    return fields.bytes
  }

  init(_ bytes: [UInt8]) throws {
    var moment = Timestamp(milliseconds: 0)
    var texts = [String](repeating: "", count: 5)
    var reader = FieldReader(bytes)
    while let field = try reader.next() {
      switch field.tag {
      case 1: moment = try field.moment()
      case 2...6: texts[Int(field.tag) - 2] = try field.text()
      default: break
      }
    }
    self.init(
      moment: moment, user: texts[0], process: texts[1], action: texts[2], subject: texts[3], detail: texts[4])
  }
}
