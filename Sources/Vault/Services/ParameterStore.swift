import Cryptography

/// AWS Systems Manager Parameter Store's operations on the vault (AWS Systems Manager API Reference).
package struct ParameterStore: Sendable {
  package static let versionLimit = 100

  package let scope: Scope
  package let now: Timestamp

  package init(scope: Scope, now: Timestamp) {
    self.scope = scope
    self.now = now
  }

  // MARK: Finding

  /// The parameter of this name or ARN. `/name` finds a parameter that was stored as `name`, and the other way round.
  package func find(_ name: String, in snapshot: Snapshot) throws -> Entry {
    guard let entry = try lookUp(name, in: snapshot) else {
      throw ServiceError("ParameterNotFound", "Parameter \(name) not found.")
    }
    return entry
  }

  package func lookUp(_ name: String, in snapshot: Snapshot) throws -> Entry? {
    var name = name
    if let arn = ResourceName.parse(name) {
      guard arn.store == .parameterStore, arn.scope == scope else { return nil }
      name = arn.resource
    }
    for spelling in ParameterName.spellings(name) {
      if let entry = try snapshot.entry(at: EntryAddress(.parameterStore, scope, spelling)), !isExpired(entry) {
        return entry
      }
    }
    return nil
  }

  /// A parameter whose Expiration policy's moment has passed is gone.
  package func isExpired(_ entry: Entry) -> Bool {
    guard let policies = entry.versions.last?.parameter?.policies else { return false }
    return ParameterPolicies.expiration(policies).map { $0 <= now } ?? false
  }

  /// GetParameter.
  /// - Parameter reference: A name or ARN, with `:version` or `:label` behind it where wanted.
  package func value(_ reference: String, in snapshot: Snapshot) throws -> FoundValue {
    let (entry, version) = try version(reference, in: snapshot)
    return FoundValue(entry: entry, version: version, bytes: try snapshot.value(of: version, in: entry))
  }

  /// The same, without the value.
  package func version(_ reference: String, in snapshot: Snapshot) throws -> (entry: Entry, version: Version) {
    let (name, selector) = ParameterName.splitSelector(reference)
    let entry = try find(name, in: snapshot)
    return (entry, try version(of: entry, selector: selector, reference: reference))
  }

  private func version(of entry: Entry, selector: String?, reference: String) throws -> Version {
    let found =
      selector.map { selector in
        selector.utf8.allSatisfy { (0x30...0x39).contains($0) }
          ? entry.version(id: selector) : entry.version(labelled: selector)
      } ?? entry.versions.last
    guard let found else {
      throw ServiceError(
        "ParameterVersionNotFound",
        "Systems Manager could not find version \(selector ?? "") of \(entry.address.name). Verify the version and try again."
      )
    }
    return found
  }

  // MARK: Putting

  /// What PutParameter takes.
  package struct NewParameter: Sendable {
    package var name: String
    package var value: SecretBytes
    /// Nil keeps an existing parameter's type.
    package var type: ParameterType?
    package var overwrite = false
    /// Whether it may be a copy of one of AWS's own parameters, which no client can make.
    package var allowsPublic = false
    package var tier: String?
    package var dataType: String?
    package var description: String?
    package var keyID: String?
    package var allowedPattern: String?
    package var policies: String?
    package var tags: [Tag] = []
    package var user = ""

    package init(name: String, value: SecretBytes, type: ParameterType?) {
      self.name = name
      self.value = value
      self.type = type
    }
  }

  /// PutParameter.
  package func put(_ new: NewParameter, in transaction: Transaction) throws -> (entry: Entry, version: Version) {
    let name = try ParameterName.validated(new.name, allowsPublic: new.allowsPublic)
    try TagRules.parameterStore.validate(new.tags)
    let existing = try lookUp(name, in: transaction)
    if existing != nil {
      guard new.overwrite else {
        throw ServiceError(
          "ParameterAlreadyExists",
          "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.")
      }
      guard new.tags.isEmpty else {
        throw ServiceError.validation(
          "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, "
            + "please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or "
            + "RemoveTagsFromResource.")
      }
    }
    var new = new
    new.tier = try new.tier ?? defaultTier(in: transaction)
    let traits = try traits(of: new, existing: existing)
    if existing == nil, let expired = try transaction.entry(at: EntryAddress(.parameterStore, scope, name)) {
      try transaction.remove(expired)
    }
    var entry =
      try existing ?? transaction.newEntry(at: EntryAddress(.parameterStore, scope, name), created: now)
    let moment = entry.moment(now)
    if existing == nil { entry.tags = new.tags }
    let version = try transaction.addValue(
      new.value, id: String((entry.versions.last?.number ?? 0) + 1), labels: [], created: moment, parameter: traits,
      to: entry)
    entry.versions.append(version)
    try forgetOldest(of: &entry, in: transaction)
    entry.changed = moment
    try transaction.save(entry)
    return (entry, version)
  }

  /// What the account's setting says of parameters that name no tier; nil where it says what is usual.
  private func defaultTier(in snapshot: Snapshot) throws -> String? {
    let setting = try snapshot.settings().serviceSettings.first {
      $0.scope == scope && $0.id == ServiceSetting.defaultTierID
    }
    return setting.flatMap { $0.value == "Standard" ? nil : $0.value }
  }

  private func traits(of new: NewParameter, existing: Entry?) throws -> ParameterTraits {
    let before = existing?.versions.last?.parameter
    guard let type = new.type ?? before?.type else {
      throw ServiceError.validation("A parameter type is required when you create a parameter.")
    }
    if let before, before.type != type {
      throw ServiceError(
        "HierarchyTypeMismatchException",
        "The parameter \(new.name) is of type \(before.type.rawValue); its type can't be changed to \(type.rawValue).")
    }
    let dataType = new.dataType ?? before?.dataType ?? "text"
    guard ["text", "aws:ec2:image", "aws:ssm:integration"].contains(dataType) else {
      throw ServiceError.validation(
        "The following data type is not supported: \(dataType) (Data type names are all lowercase.)")
    }
    if let policies = new.policies { try ParameterPolicies.validate(policies) }
    let traits = ParameterTraits(
      type: type, tier: try ParameterTier.choose(new, before: before), dataType: dataType,
      description: new.description ?? before?.description,
      keyID: type == .secureString ? new.keyID ?? before?.keyID ?? "alias/aws/ssm" : nil,
      allowedPattern: new.allowedPattern ?? before?.allowedPattern, policies: new.policies ?? before?.policies,
      user: new.user)
    try ParameterValue.validate(new.value, traits)
    return traits
  }

  /// The hundred newest versions are kept, unless the oldest carries a label.
  private func forgetOldest(of entry: inout Entry, in transaction: Transaction) throws {
    while entry.versions.count > ParameterStore.versionLimit {
      guard entry.versions[0].labels.isEmpty else {
        throw ServiceError(
          "ParameterMaxVersionLimitExceeded",
          "You attempted to create a new version of \(entry.address.name) by calling the PutParameter API with the "
            + "overwrite flag. Version \(entry.versions[0].id), the oldest version, can't be deleted because it has a "
            + "label associated with it. Move the label to another version of the parameter, and try again.")
      }
      try transaction.removeValue(of: entry.versions.removeFirst())
    }
  }

  // MARK: Labels, tags, deleting

  /// LabelParameterVersion: labels move from whatever version has them.
  /// - Returns: The labels that are none.
  package func label(
    _ name: String, version number: Int?, _ labels: [String], in transaction: Transaction
  ) throws -> (invalid: [String], version: Int) {
    var entry = try find(name, in: transaction)
    let target = number ?? entry.versions.last?.number ?? 0
    guard let index = entry.versions.firstIndex(where: { $0.number == target }) else {
      throw ServiceError(
        "ParameterVersionNotFound",
        "Systems Manager could not find version \(target) of \(name). Verify the version and try again.")
    }
    let (valid, invalid) = ParameterLabel.sort(labels)
    guard Set(entry.versions[index].labels).union(valid).count <= ParameterLabel.limit else {
      throw ServiceError(
        "ParameterVersionLabelLimitExceeded",
        "An error occurred (ParameterVersionLabelLimitExceeded) when calling the LabelParameterVersion operation: "
          + "A parameter version can have maximum 10 labels.Move one or more labels to another version and try again.")
    }
    for label in valid {
      StagingLabels.remove(label, in: &entry)
      entry.versions[index].labels.append(label)
    }
    try transaction.save(entry)
    return (invalid, target)
  }

  /// UnlabelParameterVersion.
  /// - Returns: The labels that were taken away, and those that were not there.
  package func unlabel(
    _ name: String, version number: Int, _ labels: [String], in transaction: Transaction
  ) throws -> (removed: [String], invalid: [String]) {
    var entry = try find(name, in: transaction)
    guard let index = entry.versions.firstIndex(where: { $0.number == number }) else {
      throw ServiceError(
        "ParameterVersionNotFound",
        "Systems Manager could not find version \(number) of \(name). Verify the version and try again.")
    }
    let removed = labels.filter { entry.versions[index].labels.contains($0) }
    entry.versions[index].labels.removeAll { removed.contains($0) }
    try transaction.save(entry)
    return (removed, labels.filter { !removed.contains($0) })
  }

  /// AddTagsToResource and RemoveTagsFromResource.
  package func tag(
    _ name: String, adding tags: [Tag], removing keys: [String] = [], in transaction: Transaction
  ) throws -> Entry {
    var entry = try find(name, in: transaction)
    entry.tags = try TagRules.parameterStore.change(entry.tags, adding: tags, removing: keys)
    try transaction.save(entry)
    return entry
  }

  /// DeleteParameter: at once, there is no recovery.
  package func delete(_ name: String, in transaction: Transaction) throws -> Entry {
    let entry = try find(name, in: transaction)
    try transaction.remove(entry)
    return entry
  }
}
