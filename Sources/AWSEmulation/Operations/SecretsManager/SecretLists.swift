import Vault

/// ListSecrets, DescribeSecret and ListSecretVersionIds.
extension Operation {
  static let secretLists = [listSecrets, describeSecret, listSecretVersionIDs]

  private static let listSecrets = Operation.secrets(
    "ListSecrets", .nothing,
    [
      .flag("IncludePlannedDeletion"), .integer("MaxResults", 1...100), .nextToken, .secretFilters,
      .text("SortOrder", oneOf: ["asc", "desc"]), .text("SortBy", oneOf: Catalog.Order.allCases.map(\.rawValue)),
    ],
    .read { call in
      let input = call.input
      let filters = try SecretFilter.all(of: input)
      let showsDeleted = input.flag("IncludePlannedDeletion")
      var paging = Paging(
        order: input.text("SortBy").flatMap(Catalog.Order.init(rawValue:)) ?? .created,
        limit: input.integer("MaxResults") ?? 100)
      paging.isDescending = input.text("SortOrder") == "desc"
      let page = try paging.page(
        of: try call.view.catalog(.secretsManager, call.scope), call, invalidToken: .invalidSecretsToken
      ) { entry in
        guard showsDeleted || entry.secret.deleted == nil else { return false }
        if let until = entry.secret.recoverableUntil, until <= call.now { return false }
        let shown = filters.isEmpty ? entry : try call.secrets.present(entry, in: call.view)
        return filters.allSatisfy { $0.accepts(shown) }
      }
      return try answer { object in
        try object.put("SecretList", page.entries, keepsEmpty: true) { entry, object in
          let shown = try call.secrets.present(entry, in: call.view)
          object.putDescription(of: shown, stages: "SecretVersionsToStages", call.accessDates)
        }
        object.put("NextToken", page.token)
      }
    })

  private static let describeSecret = Operation.secrets(
    "DescribeSecret", .secret("SecretId"), [.secretID],
    .read { call in
      let entry = try call.secrets.find(call.input.required("SecretId"), in: call.view)
      return answer {
        $0.putDescription(of: entry, stages: "VersionIdsToStages", call.accessDates)
        $0.putReplicationStatus(of: entry)
      }
    })

  private static let listSecretVersionIDs = Operation.secrets(
    "ListSecretVersionIds", .secret("SecretId"),
    [.secretID, .integer("MaxResults", 1...100), .nextToken, .flag("IncludeDeprecated")],
    .read { call in
      let entry = try call.secrets.find(call.input.required("SecretId"), in: call.view)
      let showsAll = call.input.flag("IncludeDeprecated")
      let versions = Array(entry.versions.reversed().filter { showsAll || !$0.labels.isEmpty })
      let (page, token) = try call.page(
        of: versions, limit: call.input.integer("MaxResults") ?? 100, invalidToken: .invalidSecretsToken, id: \.id)
      return answer { object in
        object.put("Versions", page, keepsEmpty: true) { version, object in
          object.put("VersionId", version.id)
          object.put("VersionStages", version.labels)
          object.put("LastAccessedDate", call.accessDates.date(of: version, in: entry))
          object.put("CreatedDate", version.created)
          object.put("KmsKeyIds", [entry.secret.keyID ?? "DefaultEncryptionKey"])
        }
        object.put("NextToken", token)
        object.putIdentity(of: entry)
      }
    })
}

extension Call<ResidentSnapshot> {
  /// A page of a list that one entry holds; the token names the last element that was shown.
  func page<Element>(
    of elements: [Element], limit: Int, invalidToken: Fault, id: (Element) -> String
  ) throws -> (elements: [Element], token: String?) {
    let context = try listContext()
    var rest = elements[...]
    if let token = input.text("NextToken") {
      guard let position = try view.position(of: token, for: context),
        let last = elements.firstIndex(where: { Array(id($0).utf8) == position })
      else { throw invalidToken }
      rest = elements[(last + 1)...]
    }
    let page = Array(rest.prefix(limit))
    guard rest.count > limit, let last = page.last else { return (page, nil) }
    return (page, try view.pageToken(Array(id(last).utf8), for: context))
  }
}

extension JSONObject {
  /// What DescribeSecret and ListSecrets say of a secret.
  mutating func putDescription(of entry: Entry, stages: String, _ accessDates: AccessDates) {
    let secret = entry.secret
    putIdentity(of: entry)
    put("Type", secret.type)
    put("Description", secret.description)
    put("KmsKeyId", secret.keyID)
    if let rotation = secret.rotation { put(rotation) }
    put("LastRotatedDate", secret.lastRotated)
    put("LastChangedDate", entry.changed)
    put("LastAccessedDate", accessDates.date(of: entry))
    put("DeletedDate", secret.recoverableUntil)
    put("NextRotationDate", entry.nextRotation)
    put("Tags", tags: entry.tags, keepsEmpty: secret.hasTagList)
    let labelled = entry.versions.filter { !$0.labels.isEmpty }
    if !labelled.isEmpty {
      put(stages) { object in
        for version in labelled { object.put(version.id, version.labels) }
      }
    }
    put("CreatedDate", entry.created)
    put("PrimaryRegion", entry.listedPrimaryRegion)
  }

  private mutating func put(_ rotation: RotationTraits) {
    put("RotationEnabled", rotation.isEnabled)
    put("RotationLambdaARN", rotation.lambdaARN)
    if rotation.afterDays != nil || rotation.duration != nil || rotation.schedule != nil {
      put("RotationRules") { object in
        object.put("AutomaticallyAfterDays", rotation.afterDays)
        object.put("Duration", rotation.duration)
        object.put("ScheduleExpression", rotation.schedule)
      }
    }
    put("ExternalSecretRotationMetadata", tags: rotation.externalMetadata)
    put("ExternalSecretRotationRoleArn", rotation.externalRoleARN)
  }
}
