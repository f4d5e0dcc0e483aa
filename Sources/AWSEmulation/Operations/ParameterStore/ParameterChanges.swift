import Cryptography
import Vault

/// PutParameter, DeleteParameter and DeleteParameters.
extension Operation {
  static let parameterChanges = [putParameter, deleteParameter, deleteParameters]

  private static let putParameter = Operation.parameters(
    "PutParameter", .parameter("Name"),
    [
      .parameterName, .text("Description", 0...1024), Member.text("Value").required.sensitive,
      .text("Type", oneOf: ["SecureString", "StringList", "String"]), .text("KeyId", 1...256, .keyID),
      .flag("Overwrite"), .text("AllowedPattern", 0...1024), .parameterTags,
      .text("Tier", oneOf: ["Standard", "Advanced", "Intelligent-Tiering"]), .text("Policies", 1...4096),
      .text("DataType", 0...128),
    ],
    .write { call in
      let input = call.input
      var new = ParameterStore.NewParameter(
        name: input.required("Name"), value: SecretBytes(utf8: input.required("Value")),
        type: input.text("Type").flatMap(ParameterType.init(rawValue:)))
      new.description = input.text("Description")
      new.keyID = input.text("KeyId")
      new.overwrite = input.flag("Overwrite")
      new.allowedPattern = input.text("AllowedPattern")
      new.tags = input.tags("Tags") ?? []
      new.tier = input.text("Tier")
      new.policies = input.text("Policies")
      new.dataType = input.text("DataType")
      new.user = call.caller.arn
      let (_, version) = try call.parameters.put(new, in: call.view)
      return answer {
        $0.put("Version", version.number)
        $0.put("Tier", version.parameter?.tier)
      }
    })

  private static let deleteParameter = Operation.parameters(
    "DeleteParameter", .parameter("Name"), [.parameterName],
    .write { call in
      _ = try call.parameters.delete(call.input.required("Name"), in: call.view)
      return JSONObject()
    })

  private static let deleteParameters = Operation.parameters(
    "DeleteParameters", .parameters("Names"), [.parameterNames],
    .write { call in
      var deleted: [String] = []
      var invalid: [String] = []
      for name in call.input.texts("Names") ?? [] {
        do {
          _ = try call.parameters.delete(name, in: call.view)
          deleted.append(name)
        } catch let error as ServiceError where error.isNotFound {
          invalid.append(name)
        }
      }
      return answer {
        $0.put("DeletedParameters", deleted, keepsEmpty: true)
        $0.put("InvalidParameters", invalid, keepsEmpty: true)
      }
    })
}
