import Vault

/// TagResource and UntagResource.
extension Operation {
  static let secretTags = [tagResource, untagResource]

  private static let tagResource = Operation.secrets(
    "TagResource", .secret("SecretId"), [.secretID, Member.secretTags.required],
    .write { call in
      _ = try call.secrets.tag(
        call.input.required("SecretId"), adding: call.input.tags("Tags") ?? [], in: call.view)
      return JSONObject()
    })

  private static let untagResource = Operation.secrets(
    "UntagResource", .secret("SecretId"), [.secretID, Member.texts("TagKeys", each: 1...128).required],
    .write { call in
      _ = try call.secrets.tag(
        call.input.required("SecretId"), adding: [], removing: call.input.texts("TagKeys") ?? [], in: call.view)
      return JSONObject()
    })
}
