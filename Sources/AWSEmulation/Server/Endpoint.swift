import AWSSigning
import Vault

/// Answers requests as AWS would: who asks, what for, and what the vault says. It knows no sockets.
package final class Endpoint: Sendable {
  package struct Options: Sendable {
    /// Nil takes requests as they are, unsigned.
    package var verifier: SignatureVerifier?
    /// Who an unsigned request counts as, and where.
    package var anonymous: Caller
    package var region: String
    package var doorTokens: DoorTokens
    /// The ARNs of the Lambda functions that may be named for rotation; all others are unknown, as nothing is run here.
    package var rotationFunctions: Set<String> = []
    /// Makes audit records of a moment, an action, a subject and a detail.
    package var audit: @Sendable (Timestamp, String, String, String) -> AuditRecord
    /// Told of every request, its answer's code, and of what went wrong inside.
    package var observer: any RequestObserver

    package init(
      verifier: SignatureVerifier?, anonymous: Caller, region: String, doorTokens: DoorTokens,
      observer: any RequestObserver, audit: @escaping @Sendable (Timestamp, String, String, String) -> AuditRecord
    ) {
      self.verifier = verifier
      self.anonymous = anonymous
      self.region = region
      self.doorTokens = doorTokens
      self.observer = observer
      self.audit = audit
    }
  }

  package let session: Session
  private let vault: ResidentVault
  private let writes: WriteQueue
  private let options: Options

  package init(_ vault: ResidentVault, _ options: Options) {
    self.vault = vault
    self.options = options
    writes = WriteQueue(vault)
    session = Session(vault, audit: options.audit)
  }

  /// Answers one request; never throws.
  package func answer(_ question: HTTPQuestion) async -> HTTPAnswer {
    var answer = await answerWithoutID(question)
    answer.headers.append(SignableRequest.Header("x-amzn-requestid", RequestID.next()))
    return answer
  }

  private func answerWithoutID(_ question: HTTPQuestion) async -> HTTPAnswer {
    if question.method == "POST", question.path == "/" || question.path.isEmpty {
      if let target = question["x-amz-target"] { return await answerOperation(target, question) }
      return answerForm(question)
    }
    if question.path == "/health" { return .json(Array("{\"status\":\"healthy\"}".utf8)) }
    return AgentDoor(endpoint: self, tokens: options.doorTokens).answer(question)
  }

  // MARK: AWS JSON 1.1

  private func answerOperation(_ target: String, _ question: HTTPQuestion) async -> HTTPAnswer {
    let service: AWSService = target.hasPrefix("AmazonSSM.") ? .parameterStore : .secretsManager
    do {
      guard let operation = Operation.all[target] else {
        throw Fault("UnknownOperationException", "'\(target.prefix(128))' is no operation of this endpoint.")
      }
      let (caller, region) = try identify(question, service)
      let members = try RequestMembers(parsing: question.body)
      let object = try await perform(operation, members, caller, region)
      options.observer.answered(operation.name, operation.subject.name(in: members), caller.name, "200")
      return HTTPAnswer(contentType: "application/x-amz-json-1.1", body: object.closed())
    } catch {
      let fault = report(error, target, service)
      return HTTPAnswer(
        status: fault.status, contentType: "application/x-amz-json-1.1", body: fault.body(service))
    }
  }

  func report(_ error: any Error, _ what: String, _ service: AWSService) -> Fault {
    let fault = Fault(error, service)
    if fault.status == 500 { options.observer.failed(what, error) }
    options.observer.answered(RefusalLog.cut(String(what.drop { $0 != "." }.dropFirst())), "", "", fault.code)
    return fault
  }

  private func identify(_ question: HTTPQuestion, _ service: AWSService) throws -> (caller: Caller, region: String) {
    guard let verifier = options.verifier else {
      guard LoopbackName.isLocal(hostHeader: question["host"] ?? "localhost") else { throw Self.strangeHost }
      let scope = question["authorization"].flatMap { try? Authorization($0) }?.scope
      let region = scope.map(\.region).flatMap { RegionName.isRegion($0) ? $0 : nil }
      return (options.anonymous, region ?? options.region)
    }
    let request = try question.body.withUnsafeBytes {
      try SignableRequest(method: question.method, target: question.target, headers: question.headers, body: $0)
    }
    do {
      return try verifier.verify(request, for: service)
    } catch let fault as Fault {
      session.noteStranger(
        fault.code, claim: question["authorization"].flatMap { try? Authorization($0) }?.accessKeyID)
      throw fault
    }
  }

  /// Without signatures, a browser's page that reaches loopback by a name of its own must get nothing.
  private static let strangeHost = Fault(
    "AccessDeniedException", "The Host header names another machine; without signatures only this one is answered.")

  func perform(
    _ operation: Operation, _ members: RequestMembers, _ caller: Caller, _ region: String
  ) async throws -> JSONObject {
    switch operation.body {
    case .read: return try read(operation, members, caller, region)
    case .write(let body):
      try operation.shape.validate(members)
      let session = session
      let now = vault.vault.clock.now()
      return try await writes.run { [options] transaction in
        let call = Call(
          operation: operation, input: members, view: transaction, caller: caller,
          scope: Scope(account: caller.account, region: region), now: now, accessDates: session.accessDates,
          rotationFunctions: options.rotationFunctions)
        let object = try session.noting(call) { try body(call) }
        try transaction.audit(
          options.audit(now, operation.name, operation.subject.name(in: members), "serve: \(caller.name)"))
        return object
      }
    }
  }

  /// - Parameter operation: One that only reads.
  func read(
    _ operation: Operation, _ members: RequestMembers, _ caller: Caller, _ region: String
  ) throws -> JSONObject {
    guard case .read(let body) = operation.body else { preconditionFailure("\(operation.name) writes") }
    try operation.shape.validate(members)
    let now = vault.vault.clock.now()
    return try vault.read { snapshot in
      let call = Call(
        operation: operation, input: members, view: snapshot, caller: caller,
        scope: Scope(account: caller.account, region: region), now: now, accessDates: session.accessDates,
        rotationFunctions: options.rotationFunctions)
      return try session.noting(call) { try body(call) }
    }
  }

  /// Whether requests are taken unsigned.
  var isOpen: Bool { options.verifier == nil }

  /// Where requests through the agent's door belong.
  var region: String { options.region }

  // MARK: AWS query

  private func answerForm(_ question: HTTPQuestion) -> HTTPAnswer {
    do {
      let (caller, _) = try identify(question, .securityTokens)
      return try CallerIdentity.answer(question, caller)
    } catch {
      return CallerIdentity.refusal(Fault(error, .securityTokens))
    }
  }
}

/// Who wants to know what the endpoint does. Values are never told.
package protocol RequestObserver: Sendable {
  /// - Parameter code: `200`, or the error's code.
  func answered(_ operation: String, _ subject: String, _ caller: String, _ code: String)
  /// Something went wrong on our side.
  func failed(_ what: String, _ error: any Error)
}
