import Vault

/// ReplicateSecretToRegions, RemoveRegionsFromReplication and StopReplicationToReplica.
extension Operation {
  static let secretReplications = [replicateSecretToRegions, removeRegionsFromReplication, stopReplicationToReplica]

  private static let replicateSecretToRegions = Operation.secrets(
    "ReplicateSecretToRegions", .secret("SecretId"),
    [.secretID, Member.replicaRegions.required, .flag("ForceOverwriteReplicaSecret")],
    .write { call in
      let entry = try call.secrets.replicate(
        call.input.required("SecretId"), to: call.input.replicas() ?? [],
        overwrite: call.input.flag("ForceOverwriteReplicaSecret"), in: call.view)
      return answer {
        $0.put("ARN", ResourceName.arn(of: entry))
        $0.putReplicationStatus(of: entry)
      }
    })

  private static let removeRegionsFromReplication = Operation.secrets(
    "RemoveRegionsFromReplication", .secret("SecretId"),
    [.secretID, Member.texts("RemoveReplicaRegions", 1...Int.max, each: 1...128, .region).required],
    .write { call in
      let entry = try call.secrets.unreplicate(
        call.input.required("SecretId"), from: call.input.texts("RemoveReplicaRegions") ?? [], in: call.view)
      return answer {
        $0.put("ARN", ResourceName.arn(of: entry))
        $0.putReplicationStatus(of: entry)
      }
    })

  private static let stopReplicationToReplica = Operation.secrets(
    "StopReplicationToReplica", .secret("SecretId"), [.secretID],
    .write { call in
      let entry = try call.secrets.promote(call.input.required("SecretId"), in: call.view)
      return answer { $0.put("ARN", ResourceName.arn(of: entry)) }
    })
}
