/// How a secret's staging labels move between its versions: a label is on one version at a time.
enum StagingLabels {
  /// Puts a label on a version. AWSPREVIOUS follows AWSCURRENT by itself.
  static func move(_ label: String, to id: String, in entry: inout Entry) {
    let holder = entry.versions.firstIndex { $0.labels.contains(label) }
    guard let target = entry.versions.firstIndex(where: { $0.id == id }), holder != target else { return }
    if label == SecretsManager.current, let holder {
      remove(SecretsManager.previous, in: &entry)
      entry.versions[holder].labels.append(SecretsManager.previous)
    }
    remove(label, in: &entry)
    entry.versions[target].labels.append(label)
  }

  static func remove(_ label: String, in entry: inout Entry) {
    for index in entry.versions.indices { entry.versions[index].labels.removeAll { $0 == label } }
  }

  /// UpdateSecretVersionStage's rules: whoever takes a label away must say from which version.
  static func update(_ label: String, from: String?, to: String?, in entry: inout Entry) throws {
    for id in [from, to].compactMap(\.self) where entry.version(id: id) == nil {
      throw ServiceError.notFound("Secrets Manager can't find the specified secret value for VersionId: \(id)")
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
    move(label, to: to, in: &entry)
  }
}
