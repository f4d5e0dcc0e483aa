import Vault

/// DescribeParameters.
extension Operation {
  static let parameterDescriptions = [describeParameters]

  private static let describeParameters = Operation.parameters(
    "DescribeParameters", .allParameters,
    [
      .structures(
        "Filters",
        of: [
          Member.text("Key", oneOf: ["Name", "Type", "KeyId"]).required,
          Member.texts("Values", 1...50, each: 1...1024).required,
        ]),
      .parameterFilters, .integer("MaxResults", 1...50), .parameterToken, .flag("Shared"),
    ],
    .read { call in
      let input = call.input
      let old = input.structures("Filters") ?? []
      guard old.isEmpty || input.structures("ParameterFilters") == nil else {
        throw ServiceError.validation("You can use either Filters or ParameterFilters in a single request.")
      }
      let filters = try ParameterFilter.all(of: input, byPath: false)
      let paging = Paging(order: .name, limit: input.integer("MaxResults") ?? 10)
      let catalog = try call.view.catalog(.parameterStore, call.scope)
      // Nothing is shared with this account, and AWS's own parameters are not listed.
      let isShared = input.flag("Shared")
      let page = try paging.page(of: catalog, call, invalidToken: .invalidParametersToken) { entry in
        !isShared && !entry.address.name.hasPrefix("/aws/") && !call.parameters.isExpired(entry)
          && filters.allSatisfy { $0.accepts(entry) } && old.allSatisfy { accepts(entry, $0) }
      }
      return answer { object in
        object.put("Parameters", page.entries, keepsEmpty: true) { entry, object in
          guard let version = entry.versions.last else { return }
          object.put("Name", entry.address.name)
          object.put("ARN", ResourceName.arn(of: entry))
          object.putDescription(of: version, in: entry)
        }
        object.put("NextToken", page.token)
      }
    })

  /// The older kind of filter.
  private static func accepts(_ entry: Entry, _ filter: RequestMembers) -> Bool {
    let values = filter.texts("Values") ?? []
    let traits = entry.versions.last?.parameter
    switch filter.required("Key") {
    case "Name": return values.contains { entry.address.name.hasPrefix($0) }
    case "Type": return values.contains(traits?.type.rawValue ?? "")
    default: return values.contains(traits?.keyID ?? "")
    }
  }
}
