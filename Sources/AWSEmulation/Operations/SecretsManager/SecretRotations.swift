import Vault

/// RotateSecret and CancelRotateSecret.
extension Operation {
  static let secretRotations = [rotateSecret, cancelRotateSecret]

  private static let rotateSecret = Operation.secrets(
    "RotateSecret", .secret("SecretId"),
    [
      .secretID, .requestToken, .text("RotationLambdaARN", 0...2048),
      .structure(
        "RotationRules",
        [
          .integer("AutomaticallyAfterDays", 1...1000), .text("Duration", 2...3, .duration),
          .text("ScheduleExpression", 1...256, .schedule),
        ]),
      .structures(
        "ExternalSecretRotationMetadata",
        of: [Member.text("Key", 1...256).required, Member.text("Value", 1...2048).required]),
      .text("ExternalSecretRotationRoleArn", 20...2048), .flag("RotateImmediately"),
    ],
    .write { call in
      let input = call.input
      var request = SecretsManager.RotationRequest(token: try input.requiredToken())
      request.lambdaARN = input.text("RotationLambdaARN")
      request.rules = input.structure("RotationRules").map { rules in
        RotationRules(
          afterDays: rules.integer("AutomaticallyAfterDays"), duration: rules.text("Duration"),
          schedule: rules.text("ScheduleExpression"))
      }
      request.externalRoleARN = input.text("ExternalSecretRotationRoleArn")
      request.externalMetadata = input.tags("ExternalSecretRotationMetadata")
      request.isImmediate = input.text("RotateImmediately") != "false"
      request.knowsFunction = { [functions = call.rotationFunctions] in functions.contains($0) }
      let entry = try call.secrets.rotate(input.required("SecretId"), request, in: call.view)
      return answer {
        $0.putIdentity(of: entry)
        // A rotation that only gets its rules begins no version.
        $0.put("VersionId", entry.version(id: request.token)?.id)
      }
    })

  private static let cancelRotateSecret = Operation.secrets(
    "CancelRotateSecret", .secret("SecretId"), [.secretID],
    .write { call in
      let entry = try call.secrets.cancelRotation(call.input.required("SecretId"), in: call.view)
      return answer {
        $0.putIdentity(of: entry)
        $0.put("VersionId", entry.version(labelled: SecretsManager.pending)?.id)
      }
    })
}

extension TextPattern {
  static let duration = TextPattern(text: "[0-9]+h") { text in
    text.hasSuffix("h") && text.utf8.count > 1 && text.utf8.dropLast().allSatisfy { (0x30...0x39).contains($0) }
  }
  static let schedule = TextPattern(text: "[0-9A-Za-z\\(\\)#\\?\\*\\-\\/, ]+") { text in
    text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "()#?*-/, ".utf8.contains(byte)
    }
  }
}
