import Vault

/// What a request is about: the members that name it.
enum Subject: Sendable {
  case nothing
  /// A secret's name or ARN.
  case secret(String)
  /// A secret that need not be named.
  case optionalSecret(String)
  /// A parameter's name or ARN, with or without a selector.
  case parameter(String)
  case parameters(String)
  /// A path of parameters.
  case path(String)
  /// All parameters of the account and region.
  case allParameters
  case setting

  /// For the audit log.
  func name(in input: RequestMembers) -> String {
    switch self {
    case .nothing, .allParameters: ""
    case .secret(let member), .optionalSecret(let member), .parameter(let member), .path(let member):
      input.text(member) ?? ""
    case .parameters(let member): (input.texts(member) ?? []).joined(separator: ", ")
    case .setting: input.text("SettingId") ?? ""
    }
  }

  /// What policies are asked about.
  func resources(of call: Call<some Snapshot>) throws -> [PolicyResource] {
    let scope = call.scope
    let prefix = "arn:\(ResourceName.partition(scope.region)):ssm:\(scope.region):\(scope.account):"
    switch self {
    case .nothing: return [PolicyResource(arn: "*", shown: nil)]
    case .optionalSecret(let member) where call.input.text(member) == nil: return [PolicyResource(arn: "*", shown: nil)]
    case .secret(let member), .optionalSecret(let member):
      var resource = try PolicyResource(secret: call.input.required(member), call)
      resource.versionStages = stages(call)
      return [resource]
    case .path(let member): return [PolicyResource(path: call.input.required(member), call)]
    case .parameter(let member): return [try PolicyResource(parameter: call.input.required(member), call)]
    case .parameters(let member):
      return try (call.input.texts(member) ?? []).map { try PolicyResource(parameter: $0, call) }
    case .allParameters: return [PolicyResource(arn: prefix + "*", shown: prefix + "*")]
    case .setting:
      let id = call.input.required("SettingId")
      let arn = id.hasPrefix("arn:") ? id : prefix + "servicesetting" + id
      return [PolicyResource(arn: arn, shown: arn)]
    }
  }

  /// The labels that the request asks for; a read without any asks for AWSCURRENT.
  private func stages(_ call: Call<some Snapshot>) -> [String] {
    if let stages = call.input.texts("VersionStages") { return stages }
    if let stage = call.input.text("VersionStage") { return [stage] }
    return call.operation.name == "GetSecretValue" && call.input.text("VersionId") == nil
      ? [SecretsManager.current] : []
  }
}

extension PolicyResource {
  /// A secret that may not exist: then the ARN is the one it could have.
  init(secret id: String, _ call: Call<some Snapshot>) throws {
    let entry = try Self.found { try call.secrets.lookUp(id, in: call.view) }
    let prefix = "arn:\(ResourceName.partition(call.scope.region)):secretsmanager:\(call.scope.region):"
    let arn =
      entry.flatMap(ResourceName.arn(of:))
      ?? (id.hasPrefix("arn:") ? id : "\(prefix)\(call.scope.account):secret:\(id)-000000")
    self.init(arn: arn, shown: id, tags: (entry?.tags ?? []).map { ($0.key, $0.value) })
  }

  init(parameter reference: String, _ call: Call<some Snapshot>) throws {
    let name = ParameterName.splitSelector(ParameterReference.trimmed(reference)).name
    let entry = try Self.found { try call.parameters.lookUp(name, in: call.view) }
    let prefix = "arn:\(ResourceName.partition(call.scope.region)):ssm:\(call.scope.region):\(call.scope.account):"
    let arn =
      entry.flatMap(ResourceName.arn(of:))
      ?? (name.hasPrefix("arn:") ? name : "\(prefix)parameter\(name.hasPrefix("/") ? "" : "/")\(name)")
    self.init(arn: arn, shown: arn, tags: (entry?.tags ?? []).map { ($0.key, $0.value) })
  }

  /// What lies below a path: `/prod` and `/prod/` are one, and a policy may speak of either.
  init(path: String, _ call: Call<some Snapshot>) {
    let prefix = "arn:\(ResourceName.partition(call.scope.region)):ssm:\(call.scope.region):\(call.scope.account):"
    let bare = path.hasSuffix("/") ? String(path.dropLast()) : path
    let arn = "\(prefix)parameter\(bare.hasPrefix("/") || bare.isEmpty ? "" : "/")\(bare)"
    self.init(arn: path.hasSuffix("/") ? arn + "/" : arn, shown: path.hasSuffix("/") ? arn + "/" : arn)
    otherARN = path.hasSuffix("/") ? arn : arn + "/"
  }

  /// A name that means nothing names nothing; that the memory does not hold an entry says nothing of it.
  private static func found(_ lookUp: () throws -> Entry?) throws -> Entry? {
    do {
      return try lookUp()
    } catch is ServiceError {
      return nil
    }
  }
}
