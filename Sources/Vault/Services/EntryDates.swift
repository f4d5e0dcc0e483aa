extension Entry {
  /// The date of a change that happens now: what the clock says, but never before the entry's last change. A clock that is
  /// behind would date a new version before the old one, and end a recovery window before it began.
  ///
  /// - Parameter now: What the clock says.
  package func moment(_ now: Timestamp) -> Timestamp {
    let dates = [created, changed] + versions.map(\.created) + [secret.deleted, secret.lastRotated].compactMap(\.self)
    return dates.reduce(now, max)
  }
}
