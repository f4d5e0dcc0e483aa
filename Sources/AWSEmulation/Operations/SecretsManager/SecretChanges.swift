import Vault

/// CreateSecret, PutSecretValue, UpdateSecret and UpdateSecretVersionStage.
extension Operation {
  static let secretChanges = [createSecret, putSecretValue, updateSecret, updateSecretVersionStage]

  private static let createSecret = Operation.secrets(
    "CreateSecret", .secret("Name"),
    [
      .text("Name", 1...512).required, .requestToken, .text("Description", 0...2048), .text("KmsKeyId", 0...2048),
      .secretBinary, .secretString, .secretTags, .replicaRegions, .flag("ForceOverwriteReplicaSecret"),
      .text("Type", 0...256),
    ],
    .write { call in
      let input = call.input
      let token = try input.requiredToken()
      var new = SecretsManager.NewSecret(name: input.required("Name"), value: try input.secretValue())
      new.token = token
      new.description = input.text("Description")
      new.keyID = input.text("KmsKeyId").flatMap { $0.isEmpty ? nil : $0 }
      new.tags = input.tags("Tags") ?? []
      new.hasTagList = input.member("Tags") != nil
      new.type = input.text("Type")
      var entry = try call.secrets.create(new, in: call.view)
      if let replicas = input.replicas(), entry.secret.replicas.isEmpty {
        entry = try call.secrets.replicate(
          new.name, to: replicas, overwrite: input.flag("ForceOverwriteReplicaSecret"), in: call.view)
      }
      return answer {
        $0.putIdentity(of: entry)
        if new.value != nil { $0.put("VersionId", token) }
        $0.putReplicationStatus(of: entry)
      }
    })

  private static let putSecretValue = Operation.secrets(
    "PutSecretValue", .secret("SecretId"),
    [
      .secretID, .requestToken, .secretBinary, .secretString, .texts("VersionStages", 1...20, each: 1...256),
      .text("RotationToken", 36...256, .rotationToken).sensitive,
    ],
    .write { call in
      let input = call.input
      let token = try input.requiredToken()
      guard let value = try input.secretValue() else {
        throw ServiceError.invalidRequest("You must provide either SecretString or SecretBinary.")
      }
      let (entry, version) = try call.secrets.putValue(
        input.required("SecretId"), value, token: token, stages: input.texts("VersionStages") ?? [], in: call.view)
      return answer {
        $0.putIdentity(of: entry)
        $0.put("VersionId", version.id)
        $0.put("VersionStages", version.labels)
      }
    })

  private static let updateSecret = Operation.secrets(
    "UpdateSecret", .secret("SecretId"),
    [
      .secretID, .requestToken, .text("Description", 0...2048), .text("KmsKeyId", 0...2048), .secretBinary,
      .secretString, .text("Type", 0...256),
    ],
    .write { call in
      let input = call.input
      let token = try input.requiredToken()
      let value = try input.secretValue()
      let entry = try call.secrets.update(
        input.required("SecretId"), description: input.text("Description"), keyID: input.text("KmsKeyId"), value: value,
        token: token, type: input.text("Type"), in: call.view)
      return answer {
        $0.putIdentity(of: entry)
        if value != nil { $0.put("VersionId", token) }
      }
    })

  private static let updateSecretVersionStage = Operation.secrets(
    "UpdateSecretVersionStage", .secret("SecretId"),
    [
      .secretID, .text("VersionStage", 1...256).required, .text("RemoveFromVersionId", 32...64),
      .text("MoveToVersionId", 32...64),
    ],
    .write { call in
      let input = call.input
      let entry = try call.secrets.moveStage(
        input.required("SecretId"), input.required("VersionStage"), from: input.text("RemoveFromVersionId"),
        to: input.text("MoveToVersionId"), in: call.view)
      return answer { $0.putIdentity(of: entry) }
    })
}

extension TextPattern {
  static let rotationToken = TextPattern(text: "^[a-zA-Z0-9\\-]+$") { text in
    text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
    }
  }
}
