/// A secret's rotation settings and dates. Nothing is run: the functions that rotate are not here.
extension SecretsManager {
  /// What RotateSecret takes.
  package struct RotationRequest: Sendable {
    package var token: String
    package var lambdaARN: String?
    /// Nil keeps the rules that there are.
    package var rules: RotationRules?
    package var externalRoleARN: String?
    package var externalMetadata: [Tag]?
    /// Whether a rotation begins at once, with a version that waits for its value.
    package var isImmediate = true
    /// Whether there is such a rotation function.
    package var knowsFunction: @Sendable (_ arn: String) -> Bool = { _ in true }

    package init(token: String) {
      self.token = token
    }
  }

  /// RotateSecret.
  package func rotate(_ id: String, _ request: RotationRequest, in transaction: Transaction) throws -> Entry {
    var entry = try changeable(id, in: transaction)
    guard (32...64).contains(request.token.utf8.count) else {
      throw ServiceError.invalidParameter("ClientRequestToken must be 32 to 64 characters long.")
    }
    try request.rules?.validate()
    var rotation = entry.secret.rotation ?? RotationTraits()
    if let lambdaARN = request.lambdaARN, !lambdaARN.isEmpty { rotation.lambdaARN = lambdaARN }
    if let role = request.externalRoleARN { rotation.externalRoleARN = role }
    if let metadata = request.externalMetadata { rotation.externalMetadata = metadata }
    guard rotation.lambdaARN != nil || rotation.externalRoleARN != nil else {
      throw ServiceError.invalidRequest("No Lambda rotation function ARN is associated with this secret.")
    }
    if let function = rotation.lambdaARN, rotation.externalRoleARN == nil, !request.knowsFunction(function) {
      throw ServiceError(
        "AccessDeniedException",
        "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to "
          + "the principal secretsmanager.amazonaws.com.")
    }
    if let pending = entry.version(labelled: SecretsManager.pending),
      !pending.labels.contains(SecretsManager.current), pending.id != request.token
    {
      throw ServiceError.invalidRequest(
        "A previous rotation isn't complete. That rotation will be reattempted.")
    }
    if let rules = request.rules {
      rotation.afterDays = rules.afterDays
      rotation.duration = rules.duration
      rotation.schedule = rules.schedule
    }
    rotation.isEnabled = true
    entry.secret.rotation = rotation
    if request.isImmediate, entry.version(id: request.token) == nil {
      entry.versions.append(.awaited(id: request.token, created: entry.moment(now), labels: []))
      try StagingLabels.attach([SecretsManager.pending], to: request.token, in: &entry, now: now)
    }
    entry.changed = entry.moment(now)
    try transaction.save(entry)
    return entry
  }

  /// CancelRotateSecret.
  package func cancelRotation(_ id: String, in transaction: Transaction) throws -> Entry {
    var entry = try changeable(id, in: transaction)
    guard var rotation = entry.secret.rotation else {
      throw ServiceError.invalidRequest(
        "You tried to cancel rotation on a secret that does not have rotation enabled.")
    }
    rotation.isEnabled = false
    entry.secret.rotation = rotation
    entry.changed = entry.moment(now)
    try transaction.save(entry)
    return entry
  }
}

/// When a secret is rotated (AWS Secrets Manager API Reference, "RotationRulesType").
package struct RotationRules: Sendable {
  /// 1 to 1,000.
  package var afterDays: Int?
  /// The window's hours, for example `3h`.
  package var duration: String?
  /// `rate(10 days)` or `cron(0 8 1 * ? *)`.
  package var schedule: String?

  package init(afterDays: Int?, duration: String?, schedule: String?) {
    self.afterDays = afterDays
    self.duration = duration
    self.schedule = schedule
  }

  func validate() throws {
    guard afterDays == nil || schedule == nil else {
      throw ServiceError.invalidParameter(
        "You can't specify both AutomaticallyAfterDays and ScheduleExpression in RotationRules.")
    }
    guard let schedule else { return }
    guard RotationRules.hours(ofRate: schedule) != nil || RotationRules.isCron(schedule) else {
      throw ServiceError.invalidParameter(
        "Invalid ScheduleExpression: use rate(value unit) with hours or days, or cron with six fields.")
    }
  }

  /// The hours of `rate(4 hours)`, `rate(1 day)`, `rate(10 days)`.
  static func hours(ofRate text: String) -> Int? {
    guard text.hasPrefix("rate("), text.hasSuffix(")") else { return nil }
    let words = text.dropFirst(5).dropLast().split(separator: " ")
    guard words.count == 2, let count = Int(words[0]), count > 0, count <= 24_000 else { return nil }
    switch words[1] {
    case "hour", "hours": return count >= 4 ? count : nil
    case "day", "days": return count <= 999 ? count * 24 : nil
    default: return nil
    }
  }

  private static func isCron(_ text: String) -> Bool {
    text.hasPrefix("cron(") && text.hasSuffix(")") && text.dropFirst(5).dropLast().split(separator: " ").count == 6
  }
}

extension Entry {
  /// When the secret would be rotated next; nil where rotation is off or its cron expression says when.
  package var nextRotation: Timestamp? {
    guard let rotation = secret.rotation, rotation.isEnabled else { return nil }
    let hours = rotation.afterDays.map { $0 * 24 } ?? rotation.schedule.flatMap(RotationRules.hours(ofRate:))
    guard let hours else { return nil }
    let from = secret.lastRotated ?? changed
    return Timestamp(milliseconds: from.milliseconds + Int64(hours) * 3_600_000)
  }
}
