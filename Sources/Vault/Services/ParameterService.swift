import Cryptography

/// Parameter Store as one store among others.
extension ParameterStore: StoreService {
  package var store: Store { .parameterStore }
  package var noun: String { "parameter" }
  package var labelOption: String { "--label" }

  package func validate(name: String) throws { _ = try ParameterName.validated(name, allowsPublic: true) }

  package func current(of entry: Entry) -> Version? { entry.versions.last }

  package func previous(of entry: Entry) -> Version? { entry.versions.dropLast().last }

  package func value(_ name: String, _ choice: VersionChoice, in snapshot: Snapshot) throws -> FoundValue {
    guard choice.id == nil || choice.label == nil else {
      throw ServiceError.validation("A parameter's version is chosen by its number or by a label, not by both.")
    }
    guard let selector = choice.id ?? choice.label else { return try value(name, in: snapshot) }
    return try value("\(name):\(selector)", in: snapshot)
  }

  package func check(_ value: SecretBytes, _ traits: ParameterTraits?) throws {
    guard let traits else { throw ServiceError.validation("A parameter type is required when you create a parameter.") }
    if traits.tier == "Standard" { try ParameterTier.requireStandardSize(value) }
    try ParameterValue.validate(value, traits)
  }

  package func keep(_ new: NewValue, in transaction: Transaction) throws -> KeptValue {
    guard new.stages.isEmpty else {
      throw ServiceError.validation("'\(new.name)' is a parameter: staging labels are for secrets.")
    }
    let existing = try lookUp(new.name, in: transaction)
    var parameter = NewParameter(
      name: existing?.address.name ?? new.name, value: new.value,
      type: new.type ?? (existing == nil ? .secureString : nil))
    parameter.overwrite = existing != nil && new.overwrites
    parameter.allowsPublic = true
    parameter.description = new.description
    parameter.keyID = new.keyID
    parameter.allowedPattern = new.allowedPattern
    parameter.tier = new.tier
    parameter.dataType = new.dataType
    parameter.policies = new.policies
    parameter.user = new.user
    if existing == nil { parameter.tags = new.tags }
    var (entry, version) = try put(parameter, in: transaction)
    if existing != nil, !new.tags.isEmpty {
      entry = try tag(entry.address.name, adding: new.tags, in: transaction)
    }
    return KeptValue(entry: entry, version: version, isNew: existing == nil)
  }

  package func putLabel(
    _ label: String, on version: String?, of name: String, in transaction: Transaction
  ) throws -> String {
    let number = try version.map { text in
      guard let number = Int(text) else {
        throw ServiceError.validation("'\(text)' is not a parameter's version: expected a number")
      }
      return number
    }
    let (invalid, target) = try self.label(name, version: number, [label], in: transaction)
    guard invalid.isEmpty else {
      throw ServiceError.validation(
        "'\(label)' is not a label: expected letters, digits, '.', '_' and '-', not beginning with a digit, 'aws' or 'ssm'"
      )
    }
    return String(target)
  }

  package func takeLabel(_ label: String, of name: String, in transaction: Transaction) throws {
    guard let holder = try find(name, in: transaction).version(labelled: label) else {
      throw ServiceError.notFound("no version of '\(name)' has the label '\(label)'")
    }
    _ = try unlabel(name, version: holder.number, [label], in: transaction)
  }

  package func rollBack(
    _ name: String, user: String, in transaction: Transaction
  ) throws -> (current: Version, source: Version) {
    let entry = try find(name, in: transaction)
    guard let previous = previous(of: entry) else {
      throw ServiceError.invalidRequest("'\(name)' has no version before its current one")
    }
    var new = NewParameter(
      name: entry.address.name, value: try transaction.value(of: previous, in: entry), type: nil)
    new.overwrite = true
    new.allowsPublic = true
    new.user = user
    return (try put(new, in: transaction).version, previous)
  }

  package func delete(_ name: String, _ choice: DeletionChoice, in transaction: Transaction) throws -> Timestamp? {
    try refuseRecovery(choice)
    _ = try delete(name, in: transaction)
    return nil
  }
}
