import Vault

/// GetParametersByPath.
extension Operation {
  static let parameterPaths = [getParametersByPath]

  private static let getParametersByPath = Operation.parameters(
    "GetParametersByPath", .path("Path"),
    [
      Member.text("Path", 1...2048).required, .flag("Recursive"), .parameterFilters, .withDecryption,
      .integer("MaxResults", 1...10), .parameterToken,
    ],
    .read { call in
      let input = call.input
      let path = input.required("Path")
      try ParameterPath.validate(path)
      let filters = try ParameterFilter.all(of: input, byPath: true)
      let isRecursive = input.flag("Recursive")
      let folder = ParameterPath.folder(path)
      let paging = Paging(
        order: .name, limit: input.integer("MaxResults") ?? 10, names: folder..<(folder.dropLast() + "0"))
      let catalog = try call.view.catalog(.parameterStore, call.scope)
      let page = try paging.page(of: catalog, call, invalidToken: .invalidParametersToken) { entry in
        (isRecursive || ParameterPath.contains(entry.address.listedName, below: path, isRecursive: false))
          && !call.parameters.isExpired(entry) && filters.allSatisfy { $0.accepts(entry) }
      }
      let decrypts = input.flag("WithDecryption")
      return try answer { object in
        try object.put("Parameters", page.entries, keepsEmpty: true) { entry, object in
          let labelled = filters.lazy.compactMap { $0.labelledVersion(of: entry) }.first
          guard let version = labelled ?? entry.versions.last else { return }
          try object.put(entry.address.name, nil, entry, version, decrypts: decrypts, call.view)
        }
        object.put("NextToken", page.token)
      }
    })
}
