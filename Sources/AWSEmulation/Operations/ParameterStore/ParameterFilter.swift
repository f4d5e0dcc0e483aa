import Vault

/// A filter of GetParametersByPath and DescribeParameters (AWS Systems Manager API Reference, "ParameterStringFilter").
struct ParameterFilter: Sendable {
  static let keys = ["Name", "Type", "KeyId", "Path", "Label", "Tier", "DataType"]

  private let key: String
  private let option: String
  private let values: [String]

  /// A request's filters; a parameter must pass them all.
  static func all(of input: RequestMembers, byPath: Bool) throws -> [ParameterFilter] {
    let filters = try (input.structures("ParameterFilters") ?? []).map { filter in
      let key = filter.required("Key")
      return try ParameterFilter(
        key: key, option: filter.text("Option") ?? (key == "Path" ? "OneLevel" : "Equals"),
        values: filter.texts("Values") ?? [], byPath: byPath)
    }
    for (index, filter) in filters.enumerated() where filters[..<index].contains(where: { $0.key == filter.key }) {
      throw ServiceError.validation(
        "The following filter is duplicated in the request: \(filter.key). A request can contain only one occurrence of "
          + "a specific filter.")
    }
    return filters
  }

  private init(key: String, option: String, values: [String], byPath: Bool) throws {
    self.key = key
    self.option = option
    self.values = values
    let valid = byPath ? ["Type", "KeyId", "Label"] : ["Path", "Name", "Type", "KeyId", "Tier", "DataType"]
    guard valid.contains(key) || (!byPath && key.hasPrefix("tag:")) else {
      throw ServiceError(
        "InvalidFilterKey",
        "The following filter key is not valid: \(key). Valid filter keys include: [\(valid.joined(separator: ", "))].")
    }
    guard !values.isEmpty || key.hasPrefix("tag:") else {
      throw ServiceError(
        "InvalidFilterValue", "The following filter values are missing : null for filter key \(key).")
    }
    try requireOption()
    try requireValues()
  }

  private func requireOption() throws {
    let options: [String] =
      switch key {
      case "Path": ["Recursive", "OneLevel"]
      case "Name": ["BeginsWith", "Equals", "Contains"]
      default: ["BeginsWith", "Equals"]
      }
    guard options.contains(option) else {
      let shown = key == "Path" ? options : ["BeginsWith", "Equals"]
      throw ServiceError(
        "InvalidFilterOption",
        "The following filter option is not valid: \(option). Valid options include: [\(shown.joined(separator: ", "))]."
      )
    }
  }

  private func requireValues() throws {
    let valid: [String] =
      switch key {
      case "Type": ParameterType.allCases.map(\.rawValue)
      case "Tier": ["Standard", "Advanced", "Intelligent-Tiering"]
      default: []
      }
    for value in values {
      guard valid.isEmpty || valid.contains(value) else {
        throw ServiceError(
          "InvalidFilterOption",
          "The following filter value is not valid: \(value). Valid values include: [\(valid.joined(separator: ", "))]."
        )
      }
      guard key == "Path" else { continue }
      let lower = value.lowercased()
      guard !lower.hasPrefix("/aws"), !lower.hasPrefix("/ssm") else {
        throw ServiceError.validation(
          "Filters for common parameters can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). When using global "
            + "parameters, please specify within a global namespace.")
      }
      try ParameterPath.validate(value)
    }
  }

  func accepts(_ entry: Entry) -> Bool {
    let found = attributes(of: entry)
    if values.isEmpty { return !found.isEmpty }
    return values.contains { value in found.contains { matches(value, $0) } }
  }

  /// The newest version with a label that is asked for: what a filter by labels finds are versions (AWS Systems Manager User
  /// Guide, "Working with parameter labels"). Nil for other filters.
  func labelledVersion(of entry: Entry) -> Version? {
    guard key == "Label" else { return nil }
    return entry.versions.last { version in
      version.labels.contains { label in values.contains { matches($0, label) } }
    }
  }

  private func attributes(of entry: Entry) -> [String] {
    let traits = entry.versions.last?.parameter
    switch key {
    case "Name", "Path": return [entry.address.listedName]
    case "Type": return traits.map { [$0.type.rawValue] } ?? []
    case "KeyId": return traits?.keyID.map { [$0] } ?? []
    case "Tier": return traits.map { [$0.tier] } ?? []
    case "DataType": return traits.map { [$0.dataType] } ?? []
    case "Label": return entry.versions.flatMap(\.labels)
    default: return entry.tags.filter { "tag:" + $0.key == key }.map(\.value)
    }
  }

  private func matches(_ value: String, _ found: String) -> Bool {
    switch option {
    case "BeginsWith": found.hasPrefix(key == "Name" ? ParameterFilter.slashed(value) : value)
    case "Contains": found.contains(value)
    case "Recursive", "OneLevel": ParameterPath.contains(found, below: value, isRecursive: option == "Recursive")
    default: found == (key == "Name" ? ParameterFilter.slashed(value) : value)
    }
  }

  private static func slashed(_ name: String) -> String { name.hasPrefix("/") ? name : "/" + name }
}

/// Paths of parameters.
enum ParameterPath {
  /// - Throws: `ServiceError` for what is no path.
  static func validate(_ path: String) throws {
    let isAllowed = path.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "_.-/".utf8.contains(byte)
    }
    guard path.hasPrefix("/"), !path.contains("//"), isAllowed else {
      throw ServiceError.validation(
        "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash "
          + "\"/\". It can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). It must use only letters, numbers, or "
          + "the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All "
          + "sub-paths, if specified, must use the forward slash symbol \"/\". Valid example: "
          + "/get/parameters2-/by1./path0_.")
    }
  }

  /// Whether a name lies below a path: directly, or at any depth.
  static func contains(_ name: String, below path: String, isRecursive: Bool) -> Bool {
    let prefix = folder(path)
    guard name.hasPrefix(prefix), name.utf8.count > prefix.utf8.count else { return false }
    return isRecursive || !name.dropFirst(prefix.count).contains("/")
  }

  /// The path with a slash at its end.
  static func folder(_ path: String) -> String { path.hasSuffix("/") ? path : path + "/" }
}
