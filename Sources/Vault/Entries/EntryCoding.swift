/// Entries as records (FORMAT.md, "Entry").
extension Entry {
  /// The first field of every record says what it is.
  static let recordKind: Int64 = 1

  /// Whether a record is an entry's.
  static func isEntry(_ record: [UInt8], id: Int64) throws -> Bool {
    var reader = FieldReader(record)
    return try reading("record \(id)") { try reader.next()?.number() == recordKind }
  }

  func encoded() -> [UInt8] {
    var fields = FieldWriter()
    fields.put(1, Entry.recordKind)
    fields.put(address)
    fields.put(6, created)
    fields.put(7, changed)
    for tag in tags { fields.put(8, fields: tag.encode) }
    for version in versions { fields.put(9, fields: version.encode) }
    if address.store != .parameterStore { fields.put(10, fields: secret.encode) }
    return fields.bytes
  }

  /// - Throws: ``FieldError`` for bytes that are no entry.
  init(id: Int64, _ bytes: [UInt8]) throws {
    var address = AddressFields()
    var created = Timestamp(milliseconds: 0)
    var changed = created
    var tags: [Tag] = []
    var versions: [Version] = []
    var secret = SecretTraits()
    var reader = FieldReader(bytes)
    while let field = try reader.next() {
      switch field.tag {
      case 6: created = try field.moment()
      case 7: changed = try field.moment()
      case 8: tags.append(try Tag(field.fields()))
      case 9: versions.append(try Version(field.fields()))
      case 10: secret = try SecretTraits(field.fields())
      default: _ = try address.take(field)
      }
    }
    self.init(id: id, address: try address.address(), created: created)
    self.changed = changed
    self.tags = tags
    self.versions = versions
    self.secret = secret
  }
}

extension Tag {
  fileprivate func encode(_ fields: inout FieldWriter) {
    fields.put(1, key)
    fields.put(2, value)
  }

  fileprivate init(_ reader: FieldReader) throws {
    var reader = reader
    var key = ""
    var value = ""
    while let field = try reader.next() {
      switch field.tag {
      case 1: key = try field.text()
      case 2: value = try field.text()
      default: break
      }
    }
    self.init(key: key, value: value)
  }
}

extension Version {
  fileprivate func encode(_ fields: inout FieldWriter) {
    fields.put(1, id)
    fields.put(2, created)
    for label in labels { fields.put(3, label) }
    fields.put(4, Int64(isBinary ? 1 : 0))
    fields.put(5, Int64(size))
    fields.put(6, row)
    fields.put(7, tag)
    if let parameter { fields.put(8, fields: parameter.encode) }
    fields.put(9, lastAccessed)
  }

  fileprivate init(_ reader: FieldReader) throws {
    var reader = reader
    var id = ""
    var created = Timestamp(milliseconds: 0)
    var labels: [String] = []
    var isBinary = false
    var size = 0
    var row: Int64 = 0
    var tag: [UInt8] = []
    var parameter: ParameterTraits?
    var lastAccessed: Timestamp?
    while let field = try reader.next() {
      switch field.tag {
      case 1: id = try field.text()
      case 2: created = try field.moment()
      case 3: labels.append(try field.text())
      case 4: isBinary = try field.number() == 1
      case 5: size = Int(try field.number())
      case 6: row = try field.number()
      case 7: tag = Array(field.bytes)
      case 8: parameter = try ParameterTraits(field.fields())
      case 9: lastAccessed = try field.moment()
      default: break
      }
    }
    self.init(
      id: id, created: created, labels: labels, isBinary: isBinary, size: size, row: row, tag: tag,
      parameter: parameter, lastAccessed: lastAccessed)
  }
}

extension SecretTraits {
  fileprivate func encode(_ fields: inout FieldWriter) {
    fields.put(1, suffix)
    fields.put(2, description)
    fields.put(3, keyID)
    fields.put(4, deleted)
    fields.put(5, recoverableUntil)
    fields.put(6, resourcePolicy)
    if let rotation { fields.put(7, fields: rotation.encode) }
    fields.put(8, lastRotated)
    fields.put(9, lastAccessed)
    fields.put(10, type)
    fields.put(11, primaryRegion)
    for replica in replicas {
      fields.put(12) {
        $0.put(1, replica.region)
        $0.put(2, replica.keyID)
        $0.put(3, replica.failure)
      }
    }
    if hasTagList { fields.put(13, Int64(1)) }
  }

  fileprivate init(_ reader: FieldReader) throws {
    var reader = reader
    while let field = try reader.next() {
      switch field.tag {
      case 1: suffix = try field.text()
      case 2: description = try field.text()
      case 3: keyID = try field.text()
      case 4: deleted = try field.moment()
      case 5: recoverableUntil = try field.moment()
      case 6: resourcePolicy = try field.text()
      case 7: rotation = try RotationTraits(field.fields())
      case 8: lastRotated = try field.moment()
      case 9: lastAccessed = try field.moment()
      case 10: type = try field.text()
      case 11: primaryRegion = try field.text()
      case 12: replicas.append(try Replica(field.fields()))
      case 13: hasTagList = try field.number() == 1
      default: break
      }
    }
  }
}

extension Replica {
  fileprivate init(_ reader: FieldReader) throws {
    var reader = reader
    var region = ""
    var keyID: String?
    var failure: String?
    while let field = try reader.next() {
      switch field.tag {
      case 1: region = try field.text()
      case 2: keyID = try field.text()
      case 3: failure = try field.text()
      default: break
      }
    }
    self.init(region: region, keyID: keyID, failure: failure)
  }
}

extension RotationTraits {
  fileprivate func encode(_ fields: inout FieldWriter) {
    fields.put(1, Int64(isEnabled ? 1 : 0))
    fields.put(2, lambdaARN)
    if let afterDays { fields.put(3, Int64(afterDays)) }
    fields.put(4, duration)
    fields.put(5, schedule)
    fields.put(6, externalRoleARN)
    for item in externalMetadata { fields.put(7, fields: item.encode) }
  }

  fileprivate init(_ reader: FieldReader) throws {
    var reader = reader
    while let field = try reader.next() {
      switch field.tag {
      case 1: isEnabled = try field.number() == 1
      case 2: lambdaARN = try field.text()
      case 3: afterDays = Int(try field.number())
      case 4: duration = try field.text()
      case 5: schedule = try field.text()
      case 6: externalRoleARN = try field.text()
      case 7: externalMetadata.append(try Tag(field.fields()))
      default: break
      }
    }
  }
}

extension ParameterTraits {
  fileprivate func encode(_ fields: inout FieldWriter) {
    fields.put(1, type.rawValue)
    fields.put(2, tier)
    fields.put(3, dataType)
    fields.put(4, description)
    fields.put(5, keyID)
    fields.put(6, allowedPattern)
    fields.put(7, policies)
    fields.put(8, user)
  }

  fileprivate init(_ reader: FieldReader) throws {
    var reader = reader
    var traits = ParameterTraits(type: .string, tier: "Standard", dataType: "text", user: "")
    while let field = try reader.next() {
      switch field.tag {
      case 1:
        guard let type = ParameterType(rawValue: try field.text()) else { throw FieldError() }
        traits.type = type
      case 2: traits.tier = try field.text()
      case 3: traits.dataType = try field.text()
      case 4: traits.description = try field.text()
      case 5: traits.keyID = try field.text()
      case 6: traits.allowedPattern = try field.text()
      case 7: traits.policies = try field.text()
      case 8: traits.user = try field.text()
      default: break
      }
    }
    self = traits
  }
}
