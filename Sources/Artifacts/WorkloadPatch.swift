import Diagnostics

extension Workload {
  /// The workload with a patch put over it, as kustomize's strategic merge does: containers are joined by name, what the
  /// patch gives counts, variables are joined by name.
  package func patched(by patch: Workload) -> Workload {
    var result = self
    result.instances = patch.instances ?? instances
    result.namespace = patch.namespace ?? namespace
    for container in patch.containers {
      if let index = result.containers.firstIndex(where: { $0.name.value == container.name.value }) {
        result.containers[index] = result.containers[index].patched(by: container)
      } else {
        result.containers.append(container)
      }
    }
    return result
  }
}

extension Container {
  fileprivate func patched(by patch: Container) -> Container {
    var result = self
    result.image = patch.image ?? image
    result.user = patch.user ?? user
    result.refusesRoot = patch.refusesRoot || refusesRoot
    result.ports = patch.ports.isEmpty ? ports : patch.ports
    result.healthChecks =
      healthChecks.filter { own in !patch.healthChecks.contains { $0.purpose == own.purpose } } + patch.healthChecks
    result.cpu = patch.cpu ?? cpu
    result.memory = patch.memory ?? memory
    result.cpuRequest = patch.cpuRequest ?? cpuRequest
    result.memoryRequest = patch.memoryRequest ?? memoryRequest
    result.variables =
      variables.filter { own in !patch.variables.contains { $0.name.value == own.name.value } } + patch.variables
    result.variableSources += patch.variableSources
    return result
  }
}
