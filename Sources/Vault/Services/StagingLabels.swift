/// How a secret's staging labels move between its versions: a label is on one version at a time (AWS Secrets Manager User Guide,
/// "What's in a Secrets Manager secret?", "Version").
///
/// AWSPREVIOUS follows AWSCURRENT by itself. AWSPENDING is a rotation's: it stays where AWSCURRENT joins it, it is taken over by
/// the next rotation's version, and a new value that takes AWSCURRENT away ends it, because what was pending there has been
/// current and is over (recorded: `put` with AWSPENDING, AWSCURRENT moved to it, a plain `put` leave AWSPREVIOUS and AWSCURRENT).
/// A pending version that was never current keeps its label whatever happens beside it.
enum StagingLabels {
  /// How many labels a version takes (the service model's `SecretVersionStagesType`).
  static let limit = 20

  /// Gives a new value's version its labels.
  static func attach(_ labels: [String], to id: String, in entry: inout Entry, now: Timestamp) throws {
    let current = entry.version(labelled: SecretsManager.current)?.id
    for label in labels { try move(label, to: id, in: &entry, now: now) }
    guard let current, current != id, labels.contains(SecretsManager.current) else { return }
    guard let index = entry.versions.firstIndex(where: { $0.id == current }) else { return }
    entry.versions[index].labels.removeAll { $0 == SecretsManager.pending }
  }

  /// Puts a label on a version. A rotation has succeeded when AWSCURRENT comes to the version that is pending.
  static func move(_ label: String, to id: String, in entry: inout Entry, now: Timestamp) throws {
    let holder = entry.versions.firstIndex { $0.labels.contains(label) }
    guard let target = entry.versions.firstIndex(where: { $0.id == id }), holder != target else { return }
    if label == SecretsManager.current {
      if let holder {
        remove(SecretsManager.previous, in: &entry)
        entry.versions[holder].labels.append(SecretsManager.previous)
      }
      if entry.versions[target].labels.contains(SecretsManager.pending), entry.secret.rotation?.isEnabled == true {
        entry.secret.lastRotated = entry.moment(now)
      }
    }
    remove(label, in: &entry)
    guard entry.versions[target].labels.count < limit else {
      throw ServiceError.limit("A version can have at most \(limit) staging labels.")
    }
    entry.versions[target].labels.append(label)
  }

  static func remove(_ label: String, in entry: inout Entry) {
    for index in entry.versions.indices { entry.versions[index].labels.removeAll { $0 == label } }
  }

  /// UpdateSecretVersionStage's rules: whoever takes a label away must say from which version.
  static func update(_ label: String, from: String?, to: String?, in entry: inout Entry, now: Timestamp) throws {
    for id in [from, to].compactMap(\.self) where entry.version(id: id) == nil {
      throw ServiceError.notFound("Secrets Manager can't find the specified secret value for VersionId: \(id)")
    }
    if label == SecretsManager.current, let to, entry.version(id: to)?.hasValue == false {
      throw ServiceError.invalidRequest("You can't move staging label AWSCURRENT to version \(to), which has no value.")
    }
    let holder = entry.version(labelled: label)
    if let from, holder?.id != from {
      throw ServiceError.invalidParameter(
        "The parameter RemoveFromVersionId can't be \(from): staging label \(label) is not attached to that version.")
    }
    guard let to else {
      guard from != nil else {
        throw ServiceError.invalidParameter("You must provide RemoveFromVersionId, MoveToVersionId or both.")
      }
      guard label != SecretsManager.current else {
        throw ServiceError.invalidParameter(
          "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.")
      }
      return remove(label, in: &entry)
    }
    if let holder, holder.id != to, from == nil {
      throw ServiceError.invalidParameter(
        "The parameter RemoveFromVersionId can't be empty. Staging label \(label) is currently attached to version "
          + "\(holder.id), so you must explicitly reference that version in RemoveFromVersionId.")
    }
    try move(label, to: to, in: &entry, now: now)
  }
}
