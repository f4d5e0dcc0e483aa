import Vault

/// AddTagsToResource, RemoveTagsFromResource and ListTagsForResource, for parameters.
extension Operation {
  static let parameterTags = [addTagsToResource, removeTagsFromResource, listTagsForResource]

  private static let resource = [
    Member.text(
      "ResourceType",
      oneOf: [
        "Document", "ManagedInstance", "MaintenanceWindow", "Parameter", "PatchBaseline", "OpsItem", "OpsMetadata",
        "Automation", "Association",
      ]
    ).required, Member.text("ResourceId").required,
  ]

  private static let addTagsToResource = Operation.parameters(
    "AddTagsToResource", .parameter("ResourceId"), resource + [Member.parameterTags.required],
    .write { call in
      let name = try parameter(call)
      _ = try call.parameters.tag(name, adding: call.input.tags("Tags") ?? [], in: call.view)
      return JSONObject()
    })

  private static let removeTagsFromResource = Operation.parameters(
    "RemoveTagsFromResource", .parameter("ResourceId"),
    resource + [Member.texts("TagKeys", each: 1...128, .tagText).required],
    .write { call in
      let name = try parameter(call)
      _ = try call.parameters.tag(name, adding: [], removing: call.input.texts("TagKeys") ?? [], in: call.view)
      return JSONObject()
    })

  private static let listTagsForResource = Operation.parameters(
    "ListTagsForResource", .parameter("ResourceId"), resource,
    .read { call in
      let entry = try call.parameters.find(try parameter(call), in: call.view)
      return answer { object in
        object.put("TagList", entry.tags, keepsEmpty: true) { tag, object in
          object.put("Key", tag.key)
          object.put("Value", tag.value)
        }
      }
    })

  /// The name of the parameter that the request is about.
  private static func parameter(_ call: Call<some Snapshot>) throws -> String {
    guard call.input.required("ResourceType") == "Parameter" else {
      throw ServiceError(
        "InvalidResourceType",
        "The resource type \(call.input.required("ResourceType")) isn't kept here; Parameter is.")
    }
    let id = call.input.required("ResourceId")
    guard try call.parameters.lookUp(id, in: call.view) != nil else {
      throw ServiceError(
        "InvalidResourceId",
        "The resource ID \"\(id)\" is not valid. Verify that you entered the correct ID and try again.")
    }
    return id
  }
}
