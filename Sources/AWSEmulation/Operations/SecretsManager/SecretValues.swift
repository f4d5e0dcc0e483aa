import Vault

/// GetSecretValue, BatchGetSecretValue and GetRandomPassword.
extension Operation {
  static let secretValues = [getSecretValue(), batchGetSecretValue, getRandomPassword]

  static func getSecretValue(dates: DateSpelling = .number) -> Operation {
    .secrets(
      "GetSecretValue", .secret("SecretId"),
      [.secretID, .text("VersionId", 32...64), .text("VersionStage", 1...256)],
      .read { call in
        let found = try call.secrets.value(
          call.input.required("SecretId"), versionID: call.input.text("VersionId"),
          stage: call.input.text("VersionStage"), in: call.view)
        call.accessDates.note(found, at: call.now)
        return answer { $0.put(found, dates: dates) }
      })
  }

  private static let batchGetSecretValue = Operation.secrets(
    "BatchGetSecretValue", .nothing,
    [
      .texts("SecretIdList", 1...20, each: 1...2048), .secretFilters, .integer("MaxResults", 1...20), .nextToken,
    ],
    .read { call in
      guard (call.input.texts("SecretIdList") == nil) != (call.input.structures("Filters") == nil) else {
        throw ServiceError.invalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.")
      }
      if let ids = call.input.texts("SecretIdList") { return try batch(call, ids) }
      try call.require("secretsmanager:ListSecrets", on: PolicyResource(arn: "*", shown: nil))
      let filters = try SecretFilter.all(of: call.input)
      let page = try Paging(order: .created, limit: call.input.integer("MaxResults") ?? 20).page(
        of: try call.view.catalog(.secretsManager, call.scope), call, invalidToken: .invalidSecretsToken
      ) { entry in
        guard entry.secret.deleted == nil else { return false }
        let shown = try call.secrets.present(entry, in: call.view)
        return filters.allSatisfy { $0.accepts(shown) }
      }
      return try batch(call, page.entries.compactMap(ResourceName.arn(of:)), token: page.token)
    })

  /// What cannot be read is listed among the errors instead of failing the rest.
  private static func batch(
    _ call: Call<ResidentSnapshot>, _ ids: [String], token: String? = nil
  ) throws -> JSONObject {
    guard call.input.integer("MaxResults") == nil || call.input.structures("Filters") != nil else {
      throw ServiceError.invalidParameter(
        "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.")
    }
    var found: [FoundValue] = []
    var errors: [(id: String, fault: Fault)] = []
    for id in ids {
      do {
        var resource = try PolicyResource(secret: id, call)
        resource.versionStages = [SecretsManager.current]
        try call.require("secretsmanager:GetSecretValue", on: resource)
        found.append(try call.secrets.value(id, in: call.view))
      } catch let error where error is ServiceError || error is Fault {
        errors.append((id, Fault(error, .secretsManager)))
      }
    }
    for value in found { call.accessDates.note(value, at: call.now) }
    return answer { object in
      object.put("SecretValues", found, keepsEmpty: true) { $1.put($0) }
      object.put("Errors", errors, keepsEmpty: true) { error, object in
        object.put("SecretId", error.id)
        object.put("ErrorCode", error.fault.code)
        object.put("Message", error.fault.message)
      }
      object.put("NextToken", token)
    }
  }

  private static let getRandomPassword = Operation.secrets(
    "GetRandomPassword", .nothing,
    [
      .integer("PasswordLength", 1...4096), .text("ExcludeCharacters", 0...4096), .flag("ExcludeNumbers"),
      .flag("ExcludePunctuation"), .flag("ExcludeUppercase"), .flag("ExcludeLowercase"), .flag("IncludeSpace"),
      .flag("RequireEachIncludedType"),
    ],
    .read { call in
      let input = call.input
      var rules = RandomPassword()
      rules.length = input.integer("PasswordLength") ?? rules.length
      rules.excludedCharacters = input.text("ExcludeCharacters") ?? ""
      rules.excludesNumbers = input.flag("ExcludeNumbers")
      rules.excludesPunctuation = input.flag("ExcludePunctuation")
      rules.excludesUppercase = input.flag("ExcludeUppercase")
      rules.excludesLowercase = input.flag("ExcludeLowercase")
      rules.includesSpace = input.flag("IncludeSpace")
      rules.requiresEachType = input.text("RequireEachIncludedType") != "false"
      let password = try rules.generate()
      return answer { $0.put("RandomPassword", secret: password) }
    })
}

extension JSONObject {
  /// A secret's value as GetSecretValue shows it.
  mutating func put(_ found: FoundValue, dates: DateSpelling = .number) {
    putIdentity(of: found.entry)
    put("VersionId", found.version.id)
    if found.version.isBinary {
      put("SecretBinary", base64: found.bytes)
    } else {
      put("SecretString", secret: found.bytes)
    }
    put("VersionStages", found.version.labels)
    put("CreatedDate", found.version.created, dates)
  }
}

extension Fault {
  static let invalidSecretsToken = Fault("InvalidNextTokenException", "The NextToken value is invalid.")
}
