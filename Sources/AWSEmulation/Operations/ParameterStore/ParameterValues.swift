import Cryptography
import Vault

/// GetParameter, GetParameters and GetParameterHistory.
extension Operation {
  static let parameterValues = [getParameter, getParameters, getParameterHistory]

  static let getParameter = Operation.parameters(
    "GetParameter", .parameter("Name"), [.parameterName, .withDecryption],
    .read { call in
      try ParameterReference.validate(call.input.required("Name"))
      let found = try FoundParameter(call.input.required("Name"), call)
      return try answer { try $0.put("Parameter") { try found.put(into: &$0, call) } }
    })

  private static let getParameters = Operation.parameters(
    "GetParameters", .parameters("Names"), [.parameterNames, .withDecryption],
    .read { call in
      let names = call.input.texts("Names") ?? []
      var found: [FoundParameter] = []
      var invalid: [String] = []
      for name in names { try ParameterReference.validate(name) }
      // A name that is given twice is answered once.
      for (index, name) in names.enumerated() where !names[..<index].contains(name) {
        do {
          found.append(try FoundParameter(name, call))
        } catch let error as ServiceError where error.isNotFound {
          invalid.append(name)
        }
      }
      return try answer { object in
        try object.put("Parameters", found.sorted { $0.order < $1.order }, keepsEmpty: true) {
          try $0.put(into: &$1, call)
        }
        object.put("InvalidParameters", invalid, keepsEmpty: true)
      }
    })

  private static let getParameterHistory = Operation.parameters(
    "GetParameterHistory", .parameter("Name"),
    [.parameterName, .withDecryption, .integer("MaxResults", 1...50), .parameterToken],
    .read { call in
      let name = ParameterReference.trimmed(call.input.required("Name"))
      try ParameterReference.validate(name)
      let entry = try call.parameters.find(name, in: call.view)
      let (versions, token) = try call.page(
        of: entry.versions, limit: call.input.integer("MaxResults") ?? 50, invalidToken: .invalidParametersToken,
        id: \.id)
      let decrypts = call.input.flag("WithDecryption")
      return try answer { object in
        try object.put("Parameters", versions, keepsEmpty: true) { version, object in
          object.put("Name", ResourceName.parse(name) == nil ? name : entry.address.name)
          object.putDescription(of: version, in: entry)
          try object.putValue(version, of: entry, decrypts: decrypts, call.view)
          object.put("Labels", version.labels, keepsEmpty: true)
        }
        object.put("NextToken", token)
      }
    })
}

/// A parameter that was asked for by name, or the secret that a name refers to.
struct FoundParameter {
  private enum Content {
    case parameter(Entry, Version)
    case secret(FoundValue)
  }

  /// As it is shown: the name that was asked for, or an ARN's own.
  private let name: String
  private let selector: String?
  private let content: Content

  /// GetParameters answers in alphabetical order (AWS Systems Manager API Reference, "GetParameters").
  fileprivate var order: String { name + (selector.map { ":" + $0 } ?? "") }

  /// - Parameter reference: A name or ARN, with a selector where wanted.
  init(_ reference: String, _ call: Call<ResidentSnapshot>) throws {
    let reference = ParameterReference.trimmed(reference)
    let (name, selector) = ParameterName.splitSelector(reference)
    self.selector = selector
    if let secret = SecretReference.secretName(name) {
      self.name = reference
      content = .secret(try SecretReference.find(secret, selector, reference, call))
      return
    }
    let (entry, version) = try call.parameters.version(reference, in: call.view)
    self.name = ResourceName.parse(name) == nil ? name : entry.address.name
    content = .parameter(entry, version)
  }

  func put(into object: inout JSONObject, _ call: Call<ResidentSnapshot>) throws {
    switch content {
    case .parameter(let entry, let version):
      try object.put(
        name, selector, entry, version, decrypts: call.input.flag("WithDecryption"), call.view)
    case .secret(let found): SecretReference.put(found, name, into: &object, call)
    }
  }
}

/// Secrets that are read as parameters (AWS Systems Manager User Guide, "Referencing AWS Secrets Manager secrets from Parameter
/// Store parameters").
enum SecretReference {
  private static let prefix = "/aws/reference/secretsmanager/"

  static func secretName(_ name: String) -> String? {
    name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
  }

  /// - Parameter selector: A staging label or a version's id.
  static func find(
    _ secret: String, _ selector: String?, _ reference: String, _ call: Call<ResidentSnapshot>
  ) throws -> FoundValue {
    guard call.input.flag("WithDecryption") else {
      throw ServiceError.validation("WithDecryption flag must be True for retrieving a Secret Manager secret.")
    }
    do {
      let isVersion = try selector.map { try call.secrets.hasVersion($0, of: secret, in: call.view) } ?? false
      var resource = try PolicyResource(secret: secret, call)
      // As GetSecretValue would be asked, so that what is denied there is denied here.
      resource.versionStages = isVersion ? [] : [selector ?? SecretsManager.current]
      try call.require("secretsmanager:GetSecretValue", on: resource)
      let found = try call.secrets.value(
        secret, versionID: isVersion ? selector : nil, stage: isVersion ? nil : selector, in: call.view)
      call.accessDates.note(found, at: call.now)
      return found
    } catch is ServiceError {
      throw ServiceError(
        "ParameterNotFound",
        "An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret \(reference) not found.")
    }
  }

  static func put(_ found: FoundValue, _ name: String, into object: inout JSONObject, _ call: Call<ResidentSnapshot>) {
    object.put("Name", name)
    object.put("Type", ParameterType.secureString.rawValue)
    if found.version.isBinary {
      object.put("Value", base64: found.bytes)
    } else {
      object.put("Value", secret: found.bytes)
    }
    object.put("Version", 0)
    object.put("SourceResult", String(decoding: source(found).closed(), as: UTF8.self))
    object.put("LastModifiedDate", found.version.created)
    let scope = call.scope
    object.put(
      "ARN",
      "arn:\(ResourceName.partition(scope.region)):ssm:\(scope.region):\(scope.account):parameter\(prefix)"
        + found.entry.address.name)
  }

  private static func source(_ found: FoundValue) -> JSONObject {
    answer { object in
      object.put("ARN", ResourceName.arn(of: found.entry))
      object.put("name", found.entry.address.name)
      object.put("versionId", found.version.id)
      if found.version.isBinary {
        object.put("secretBinary", base64: found.bytes)
      } else {
        object.put("secretString", secret: found.bytes)
      }
      object.put("versionStages", found.version.labels)
      object.put("createdDate", found.version.created)
    }
  }
}
