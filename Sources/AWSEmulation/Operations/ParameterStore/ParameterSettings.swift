import Vault

/// GetServiceSetting, UpdateServiceSetting and ResetServiceSetting, for Parameter Store's settings.
extension Operation {
  static let parameterSettings = [getServiceSetting, updateServiceSetting, resetServiceSetting]

  private static let settingID = Member.text("SettingId", 1...1000).required

  private static let getServiceSetting = Operation.parameters(
    "GetServiceSetting", .setting, [settingID],
    .read { call in
      let setting = try ParameterSetting(call.input.required("SettingId"), call)
      return try answer { try setting.put(into: &$0, call) }
    })

  private static let updateServiceSetting = Operation.parameters(
    "UpdateServiceSetting", .setting, [settingID, Member.text("SettingValue", 1...4096).required],
    .write { call in
      let setting = try ParameterSetting(call.input.required("SettingId"), call)
      let value = call.input.required("SettingValue")
      guard setting.values.contains(value) else {
        throw ServiceError.validation(
          "Value '\(value)' is not valid for \(setting.id); valid are \(setting.values.joined(separator: ", ")).")
      }
      try setting.change(to: value, call)
      return JSONObject()
    })

  private static let resetServiceSetting = Operation.parameters(
    "ResetServiceSetting", .setting, [settingID],
    .write { call in
      let setting = try ParameterSetting(call.input.required("SettingId"), call)
      try setting.change(to: nil, call)
      return try answer { try setting.put(into: &$0, call) }
    })
}

/// One of the settings that concern parameters (AWS Systems Manager User Guide, "Specifying a default parameter tier" and
/// "Increasing or resetting Parameter Store throughput").
struct ParameterSetting: Sendable {
  static let defaultTier = ParameterSetting(
    id: ServiceSetting.defaultTierID, values: ["Standard", "Advanced", "Intelligent-Tiering"])
  static let highThroughput = ParameterSetting(
    id: "/ssm/parameter-store/high-throughput-enabled", values: ["false", "true"])

  let id: String
  /// The first is the default.
  let values: [String]

  var standard: String { values[0] }

  private init(id: String, values: [String]) {
    self.id = id
    self.values = values
  }

  /// - Parameter id: The setting's id or ARN.
  /// - Throws: `ServiceError`, ServiceSettingNotFound.
  init(_ id: String, _ call: Call<some Snapshot>) throws {
    let path = id.hasPrefix("arn:") ? String(id.drop { $0 != "/" }) : id
    guard let known = [ParameterSetting.defaultTier, .highThroughput].first(where: { $0.id == path }) else {
      throw ServiceError("ServiceSettingNotFound", "The specified service setting was not found: \(id)")
    }
    self = known
  }

  private func kept(_ call: Call<some Snapshot>) throws -> ServiceSetting? {
    try call.view.settings().serviceSettings.first { $0.scope == call.scope && $0.id == id }
  }

  /// - Parameter value: Nil goes back to the default.
  func change(to value: String?, _ call: Call<Transaction>) throws {
    try call.view.updateSettings { settings in
      settings.serviceSettings.removeAll { $0.scope == call.scope && $0.id == id }
      guard let value else { return }
      settings.serviceSettings.append(
        ServiceSetting(scope: call.scope, id: id, value: value, changed: call.now, user: call.caller.arn))
    }
  }

  func put(into object: inout JSONObject, _ call: Call<some Snapshot>) throws {
    let kept = try kept(call)
    let scope = call.scope
    object.put("ServiceSetting") { object in
      object.put("SettingId", id)
      object.put("SettingValue", kept?.value ?? standard)
      object.put("LastModifiedDate", kept?.changed ?? Timestamp(milliseconds: 0))
      object.put("LastModifiedUser", kept?.user ?? "System")
      object.put(
        "ARN",
        "arn:\(ResourceName.partition(scope.region)):ssm:\(scope.region):\(scope.account):servicesetting\(id)")
      object.put("Status", kept == nil ? "Default" : "Customized")
    }
  }
}
