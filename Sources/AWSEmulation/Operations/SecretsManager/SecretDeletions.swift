import Cryptography
import Vault

/// DeleteSecret and RestoreSecret.
extension Operation {
  static let secretDeletions = [deleteSecret, restoreSecret]

  private static let deleteSecret = Operation.secrets(
    "DeleteSecret", .secret("SecretId"),
    [.secretID, .integer("RecoveryWindowInDays"), .flag("ForceDeleteWithoutRecovery")],
    .write { call in
      let id = call.input.required("SecretId")
      let isForced = call.input.flag("ForceDeleteWithoutRecovery")
      let days = call.input.integer("RecoveryWindowInDays")
      if isForced, days == nil, try call.secrets.lookUp(id, in: call.view) == nil { return try goneAlready(id, call) }
      let (entry, date) = try call.secrets.delete(id, recoveryDays: days, force: isForced, in: call.view)
      return answer {
        $0.putIdentity(of: entry)
        $0.put("DeletionDate", date)
      }
    })

  /// Deleting by force what does not exist is no error (AWS Secrets Manager API Reference, "DeleteSecret").
  private static func goneAlready(_ id: String, _ call: Call<Transaction>) throws -> JSONObject {
    let arn = ResourceName.parse(id)
    let name = arn?.resource ?? id
    let suffix = try SecureRandom.text(6, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    let prefix = "arn:\(ResourceName.partition(call.scope.region)):secretsmanager:\(call.scope.region)"
    return answer {
      $0.put("ARN", arn == nil ? "\(prefix):\(call.scope.account):secret:\(name)-\(suffix)" : id)
      $0.put("Name", name)
      $0.put("DeletionDate", call.now)
    }
  }

  private static let restoreSecret = Operation.secrets(
    "RestoreSecret", .secret("SecretId"), [.secretID],
    .write { call in
      let entry = try call.secrets.restore(call.input.required("SecretId"), in: call.view)
      return answer { $0.putIdentity(of: entry) }
    })
}
