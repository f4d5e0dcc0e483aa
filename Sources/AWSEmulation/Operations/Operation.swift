import Vault

/// One operation of a service: its name, its input, whom it concerns, and what it does.
struct Operation: Sendable {
  enum Body: Sendable {
    case read(@Sendable (Call<ResidentSnapshot>) throws -> JSONObject)
    case write(@Sendable (Call<Transaction>) throws -> JSONObject)
  }

  let service: AWSService
  /// As the API has it, for example `GetSecretValue`.
  let name: String
  let shape: InputShape
  /// What of the request policies and the audit log look at.
  let subject: Subject
  let body: Body

  var isWrite: Bool {
    if case .write = body { true } else { false }
  }

  /// The action that policies allow or deny, for example `secretsmanager:GetSecretValue`.
  var action: String { "\(service.rawValue):\(name)" }

  static func secrets(_ name: String, _ subject: Subject, _ members: [Member], _ body: Body) -> Operation {
    Operation(
      service: .secretsManager, name: name, shape: InputShape(members: members), subject: subject, body: body)
  }

  static func parameters(_ name: String, _ subject: Subject, _ members: [Member], _ body: Body) -> Operation {
    Operation(
      service: .parameterStore, name: name, shape: InputShape(members: members), subject: subject, body: body)
  }

  /// All operations by what `X-Amz-Target` says.
  static let all: [String: Operation] = Dictionary(
    uniqueKeysWithValues: (secretOperations + parameterOperations).map { ("\($0.service.targetPrefix).\($0.name)", $0) }
  )

  private static let secretOperations =
    secretValues + secretChanges + secretLists + secretDeletions + secretTags + secretPolicies + secretRotations
    + secretReplications

  private static let parameterOperations =
    parameterValues + parameterPaths + parameterDescriptions + parameterChanges + parameterLabels + parameterTags
    + parameterSettings
}

/// One request to an operation, with the view of the vault that it works on.
struct Call<View: Snapshot> {
  let operation: Operation
  let input: RequestMembers
  let view: View
  let caller: Caller
  let scope: Scope
  let now: Timestamp
  let accessDates: AccessDates
  /// The ARNs of the functions that may be named for rotation.
  let rotationFunctions: Set<String>

  var secrets: SecretsManager { SecretsManager(scope: scope, now: now) }
  var parameters: ParameterStore { ParameterStore(scope: scope, now: now) }

  /// - Throws: ``Fault``, AccessDeniedException, where the caller's policy does not let it.
  func authorize() throws {
    guard caller.policy != nil else { return }
    for resource in try operation.subject.resources(of: self) { try require(operation.action, on: resource) }
  }

  /// - Throws: ``Fault``, AccessDeniedException in AWS's words (AWS IAM User Guide, "Troubleshoot access denied error
  ///   messages").
  func require(_ action: String, on resource: PolicyResource) throws {
    guard let policy = caller.policy else { return }
    let target = resource.shown.map { " on resource: \($0)" } ?? ""
    let reason: String
    switch policy.decide(action, on: resource) {
    case .allowed: return
    case .denied: reason = "with an explicit deny in an identity-based policy"
    case .notAllowed: reason = "because no identity-based policy allows the \(action) action"
    }
    throw Fault(
      "AccessDeniedException", "User: \(caller.arn) is not authorized to perform: \(action)\(target) \(reason)")
  }
}
