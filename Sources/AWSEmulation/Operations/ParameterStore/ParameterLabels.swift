import Vault

/// LabelParameterVersion and UnlabelParameterVersion.
extension Operation {
  static let parameterLabels = [labelParameterVersion, unlabelParameterVersion]

  private static let labels = Member.texts("Labels", 1...10, each: 1...100).required

  private static let labelParameterVersion = Operation.parameters(
    "LabelParameterVersion", .parameter("Name"), [.parameterName, .integer("ParameterVersion"), labels],
    .write { call in
      try ParameterReference.validate(call.input.required("Name"))
      let (invalid, version) = try call.parameters.label(
        call.input.required("Name"), version: call.input.integer("ParameterVersion"), call.input.texts("Labels") ?? [],
        in: call.view)
      return answer {
        $0.put("InvalidLabels", invalid, keepsEmpty: true)
        $0.put("ParameterVersion", version)
      }
    })

  private static let unlabelParameterVersion = Operation.parameters(
    "UnlabelParameterVersion", .parameter("Name"),
    [.parameterName, Member.integer("ParameterVersion").required, labels],
    .write { call in
      try ParameterReference.validate(call.input.required("Name"))
      let (removed, invalid) = try call.parameters.unlabel(
        call.input.required("Name"), version: call.input.integer("ParameterVersion") ?? 0,
        call.input.texts("Labels") ?? [], in: call.view)
      return answer {
        $0.put("RemovedLabels", removed, keepsEmpty: true)
        $0.put("InvalidLabels", invalid, keepsEmpty: true)
      }
    })
}
