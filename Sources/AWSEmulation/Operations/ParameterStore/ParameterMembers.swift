import Cryptography
import Vault

/// Members that many of Parameter Store's operations share (AWS Systems Manager API Reference).
extension Member {
  static let parameterName = Member.text("Name", 1...2048).required
  static let parameterNames = Member.texts("Names", 1...10, each: 1...2048).required
  static let withDecryption = Member.flag("WithDecryption")
  static let parameterToken = Member.text("NextToken")
  static let parameterTags = Member.structures(
    "Tags", 0...1000,
    of: [Member.text("Key", 1...128, .tagText).required, Member.text("Value", 0...256, .tagText).required])
  static let parameterFilters = Member.structures(
    "ParameterFilters",
    of: [
      Member.text("Key", 1...132, .filterKey).required, .text("Option", 1...10),
      .texts("Values", 1...50, each: 1...1024),
    ])
}

extension TextPattern {
  static let tagText = TextPattern(text: "^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$") { text in
    text.unicodeScalars.allSatisfy { scalar in
      let properties = scalar.properties
      switch properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber, .spaceSeparator, .lineSeparator, .paragraphSeparator:
        return true
      default: return "_.:/=+-@".unicodeScalars.contains(scalar)
      }
    }
  }
  static let filterKey = TextPattern(text: "tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType") { text in
    ParameterFilter.keys.contains(text) || (text.hasPrefix("tag:") && text.utf8.count > 4)
  }
  static let keyID = TextPattern(text: "^([a-zA-Z0-9:/_-]+)$") { text in
    text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || ":/_-".utf8.contains(byte)
    }
  }
}

extension Fault {
  static let invalidParametersToken = Fault("InvalidNextToken", "The specified token isn't valid.")
}

extension JSONObject {
  /// A parameter's value as the reading operations show it.
  /// - Parameters:
  ///   - name: As it was asked for.
  ///   - decrypts: Whether a SecureString is shown as it is; otherwise as the bytes it is sealed in.
  mutating func put(
    _ name: String, _ selector: String?, _ entry: Entry, _ version: Version, decrypts: Bool, _ view: Snapshot
  ) throws {
    put("Name", name)
    put("Type", version.parameter?.type.rawValue)
    try putValue(version, of: entry, decrypts: decrypts, view)
    put("Version", version.number)
    put("Selector", selector.map { ":" + $0 })
    put("LastModifiedDate", version.created)
    put("ARN", ResourceName.arn(of: entry))
    put("DataType", version.parameter?.dataType)
  }

  mutating func putValue(_ version: Version, of entry: Entry, decrypts: Bool, _ view: Snapshot) throws {
    if version.parameter?.type == .secureString, !decrypts {
      put("Value", try view.sealedValue(of: version, in: entry))
    } else {
      put("Value", secret: try view.value(of: version, in: entry))
    }
  }

  /// What DescribeParameters and GetParameterHistory say of a version.
  mutating func putDescription(of version: Version, in entry: Entry) {
    guard let traits = version.parameter else { return }
    put("Type", traits.type.rawValue)
    put("KeyId", traits.keyID)
    put("LastModifiedDate", version.created)
    put("LastModifiedUser", Caller.arn(ofUser: traits.user, account: entry.address.scope.account))
    put("Description", traits.description)
    put("AllowedPattern", traits.allowedPattern)
    put("Version", version.number)
    put("Tier", traits.tier)
    put("Policies", traits.inlinePolicies, keepsEmpty: true) { policy, object in
      object.put("PolicyText", policy.text)
      object.put("PolicyType", policy.type)
      object.put("PolicyStatus", "Pending")
    }
    put("DataType", traits.dataType)
  }
}
