import Vault

/// GetResourcePolicy, PutResourcePolicy, DeleteResourcePolicy and ValidateResourcePolicy.
extension Operation {
  static let secretPolicies = [getResourcePolicy, putResourcePolicy, deleteResourcePolicy, validateResourcePolicy]

  private static let policy = Member.text("ResourcePolicy", 1...20480).required

  private static let getResourcePolicy = Operation.secrets(
    "GetResourcePolicy", .secret("SecretId"), [.secretID],
    .read { call in
      let entry = try call.secrets.living(call.input.required("SecretId"), in: call.view)
      return answer {
        $0.putIdentity(of: entry)
        $0.put("ResourcePolicy", entry.secret.resourcePolicy)
      }
    })

  private static let putResourcePolicy = Operation.secrets(
    "PutResourcePolicy", .secret("SecretId"), [.secretID, policy, .flag("BlockPublicPolicy")],
    .write { call in
      let entry = try call.secrets.putPolicy(
        call.input.required("ResourcePolicy"), of: call.input.required("SecretId"),
        blockPublic: call.input.flag("BlockPublicPolicy"), in: call.view)
      return answer { $0.putIdentity(of: entry) }
    })

  private static let deleteResourcePolicy = Operation.secrets(
    "DeleteResourcePolicy", .secret("SecretId"), [.secretID],
    .write { call in
      let entry = try call.secrets.removePolicy(of: call.input.required("SecretId"), in: call.view)
      return answer { $0.putIdentity(of: entry) }
    })

  private static let validateResourcePolicy = Operation.secrets(
    "ValidateResourcePolicy", .optionalSecret("SecretId"), [.text("SecretId", 1...2048), policy],
    .read { call in
      if let id = call.input.text("SecretId") { _ = try call.secrets.living(id, in: call.view) }
      let faults = ResourcePolicy.faults(in: call.input.required("ResourcePolicy"))
      return answer { object in
        object.put("PolicyValidationPassed", faults.isEmpty)
        object.put("ValidationErrors", faults, keepsEmpty: true) { fault, object in
          object.put("CheckName", fault.check)
          object.put("ErrorMessage", fault.message)
        }
      }
    })
}
