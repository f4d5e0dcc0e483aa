import Cryptography
import Vault

/// Members that many of Secrets Manager's operations share (AWS Secrets Manager API Reference).
extension Member {
  static let secretID = Member.text("SecretId", 1...2048).required
  static let requestToken = Member.text("ClientRequestToken", 32...64)
  static let secretString = Member.bytes("SecretString", 1...65536).sensitive
  static let secretBinary = Member.blob("SecretBinary", 1...65536).sensitive
  static let secretTags = Member.structures("Tags", of: [.text("Key", 1...128), .text("Value", 0...256)])
  static let nextToken = Member.text("NextToken", 1...4096)
  static let secretFilters = Member.structures(
    "Filters", 0...10,
    of: [.text("Key", oneOf: SecretFilter.keys), .texts("Values", 1...10, each: 0...512, .filterValue)])
  static let replicaRegions = Member.structures(
    "AddReplicaRegions", 1...Int.max, of: [.text("Region", 1...128, .region), .text("KmsKeyId", 0...2048)])
}

extension TextPattern {
  static let region = TextPattern(text: "^([a-z]+-)+\\d+$", matches: RegionName.isRegion)
  static let filterValue = TextPattern(text: "^\\!?[a-zA-Z0-9 :_@\\/\\+\\=\\.\\-\\!]*$") { text in
    text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || " :_@/+=.-!".utf8.contains(byte)
    }
  }
}

extension RequestMembers {
  /// SecretString or SecretBinary.
  func secretValue() throws -> SecretInput? {
    if text("SecretString") != nil, text("SecretBinary") != nil {
      throw ServiceError.invalidParameter(
        "You can't specify both a binary secret value and a string secret value in the same secret.")
    }
    if let text = text("SecretString") { return SecretInput(SecretBytes(utf8: text)) }
    guard var data = data("SecretBinary") else { return nil }
    return SecretInput(SecretBytes(moving: &data), isBinary: true)
  }

  /// SDKs add the token by themselves; AWS wants it of others too.
  func requiredToken() throws -> String {
    guard let token = text("ClientRequestToken") else {
      throw ServiceError.invalidRequest(
        "You must provide a ClientRequestToken value. We recommend a UUID-type value.")
    }
    return token
  }

  func replicas() -> [Replica]? {
    structures("AddReplicaRegions")?.map { Replica(region: $0.required("Region"), keyID: $0.text("KmsKeyId")) }
  }
}

extension JSONObject {
  /// ARN and name, as most answers begin.
  mutating func putIdentity(of entry: Entry) {
    put("ARN", ResourceName.arn(of: entry))
    put("Name", entry.address.name)
  }

  mutating func put(_ name: String, tags: [Tag], keepsEmpty: Bool = false) {
    put(name, tags, keepsEmpty: keepsEmpty) { tag, object in
      object.put("Key", tag.key)
      object.put("Value", tag.value)
    }
  }

  mutating func putReplicationStatus(of entry: Entry) {
    put("ReplicationStatus", entry.secret.replicas) { replica, object in
      object.put("Region", replica.region)
      object.put("KmsKeyId", replica.keyID ?? "alias/aws/secretsmanager")
      object.put("Status", replica.failure == nil ? "InSync" : "Failed")
      object.put("StatusMessage", replica.failure)
    }
  }
}

/// An answer made of members.
func answer(_ write: (inout JSONObject) throws -> Void) rethrows -> JSONObject {
  var object = JSONObject()
  try write(&object)
  return object
}
