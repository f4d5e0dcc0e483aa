import AWSSigning
import Vault

/// The plain HTTP of the AWS Secrets Manager Agent and of the AWS Parameters and Secrets Lambda Extension: a GET and a token
/// instead of a signature (AWS Secrets Manager User Guide, "AWS Secrets Manager Agent").
struct AgentDoor {
  let endpoint: Endpoint
  let tokens: DoorTokens

  private static let pathPrefix = "/v1/"
  /// The agent gives the date as text.
  private static let getSecretValue = Operation.getSecretValue(dates: .text)

  /// What is answered instead of a value.
  private struct Refusal: Error {
    let status: Int
    let text: String
  }

  func answer(_ question: HTTPQuestion) -> HTTPAnswer {
    do {
      guard question.method == "GET" else { throw Refusal(status: 405, text: "Not allowed") }
      if question.path == "/ping" { return .text("healthy") }
      guard isKnown(question.path) else { throw Refusal(status: 404, text: "Not found") }
      guard LoopbackName.isLocal(hostHeader: question["host"] ?? "localhost") || !endpoint.isOpen else {
        throw Refusal(status: 400, text: "Host")
      }
      let caller = try caller(of: question)
      guard question["x-forwarded-for"] == nil else { throw Refusal(status: 400, text: "Forwarded") }
      return question.path == "/systemsmanager/parameters/get"
        ? try parameter(question, caller) : try secret(question, caller)
    } catch let refusal as Refusal {
      return .text(refusal.text, status: refusal.status)
    } catch {
      let fault = endpoint.report(error, "agent.\(question.path)", .secretsManager)
      return .json(fault.body(.securityTokens), status: fault.status)
    }
  }

  private func isKnown(_ path: Substring) -> Bool {
    path == "/secretsmanager/get" || path == "/systemsmanager/parameters/get"
      || (path.hasPrefix(AgentDoor.pathPrefix) && path.count > AgentDoor.pathPrefix.count)
  }

  private func caller(of question: HTTPQuestion) throws -> Caller {
    let token = question["x-aws-parameters-secrets-token"] ?? question["x-vault-token"]
    guard let token, let caller = tokens.caller(of: token) else {
      endpoint.session.noteStranger("Bad Token", claim: nil)
      throw Refusal(status: 403, text: "Bad Token")
    }
    return caller
  }

  private func parameters(_ question: HTTPQuestion, known: Set<String>) throws -> [String: String] {
    guard let parameters = question.parameters else { throw Refusal(status: 400, text: "invalid query") }
    for parameter in parameters where !known.contains(parameter.name) {
      throw Refusal(status: 400, text: "unknown parameter: \(parameter.name)")
    }
    return Dictionary(parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
  }

  private func requireFlag(_ parameters: [String: String], _ name: String, _ values: Set<String>) throws {
    guard let value = parameters[name] else { return }
    guard values.contains(value.lowercased()) else {
      throw Refusal(status: 400, text: "invalid parameter: \(name)")
    }
  }

  // MARK: Secrets

  private func secret(_ question: HTTPQuestion, _ caller: Caller) throws -> HTTPAnswer {
    let isPath = question.path.hasPrefix(AgentDoor.pathPrefix)
    var known: Set = ["versionId", "versionStage", "refreshNow"]
    if !isPath { known.insert("secretId") }
    let parameters = try parameters(question, known: known)
    // Nothing is cached here, so that there is nothing to refresh.
    try requireFlag(parameters, "refreshNow", ["true", "false", "1", "0"])
    let id =
      isPath ? PercentEncoding.decode(question.path.dropFirst(AgentDoor.pathPrefix.count)) : parameters["secretId"]
    guard let id, !id.isEmpty else { throw Refusal(status: 400, text: "missing parameter: secretId") }
    return try ask(AgentDoor.getSecretValue, caller) {
      $0.put("SecretId", id)
      $0.put("VersionId", parameters["versionId"])
      $0.put("VersionStage", parameters["versionStage"])
    }
  }

  // MARK: Parameters

  private func parameter(_ question: HTTPQuestion, _ caller: Caller) throws -> HTTPAnswer {
    let parameters = try parameters(question, known: ["name", "version", "label", "withDecryption"])
    try requireFlag(parameters, "withDecryption", ["true", "false"])
    guard let name = parameters["name"], !name.isEmpty else {
      throw Refusal(status: 400, text: "missing parameter: name")
    }
    let selector = parameters["version"] ?? parameters["label"]
    return try ask(Operation.getParameter, caller) {
      $0.put("Name", name + (selector.map { ":" + $0 } ?? ""))
      $0.put("WithDecryption", parameters["withDecryption"]?.lowercased() == "true")
    }
  }

  private func ask(
    _ operation: Operation, _ caller: Caller, _ write: (inout JSONObject) -> Void
  ) throws -> HTTPAnswer {
    var input = JSONObject()
    write(&input)
    let object = try endpoint.read(operation, RequestMembers(parsing: input.closed()), caller, endpoint.region)
    return .json(object.closed())
  }
}
