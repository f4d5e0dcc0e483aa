import Artifacts
import DeploymentSpec
import Diagnostics

/// What artifacts say in a way that nobody can resolve here: compared with nothing, and counted, so that it is not taken for
/// right.
enum UnknownValues {
  /// In reported files, each place once.
  static func find(_ facts: ProjectFacts) -> [RelatedLocation] {
    let reported = Set(facts.artifacts.filter(\.file.isReported).map { ObjectIdentifier($0.file.source) })
    var seen: Set<Location> = []
    return facts.workloads.flatMap(places).filter {
      reported.contains(ObjectIdentifier($0.location.source)) && seen.insert($0.location).inserted
    }
  }

  private static func places(_ subject: WorkloadSubject) -> [RelatedLocation] {
    let workload = subject.workload
    let own = [
      place(workload.cpu, "CPU"), place(workload.memory, "memory"), place(workload.instances?.minimum, "instances"),
      place(workload.instances?.maximum, "instances"),
    ]
    return own.compactMap { $0 } + workload.containers.flatMap(places)
  }

  private static func places(_ container: Container) -> [RelatedLocation] {
    let settings = [
      place(container.image, "the image"), place(container.user, "the user"), place(container.cpu, "CPU"),
      place(container.memory, "memory"), place(container.cpuRequest, "the requested CPU"),
      place(container.memoryRequest, "the requested memory"),
    ]
    return settings.compactMap { $0 }
      + container.healthChecks.compactMap { place($0.interval, "the health check's interval") }
  }

  private static func place<Value>(_ fact: Fact<Value>?, _ what: String) -> RelatedLocation? {
    guard case .unknown(let location)? = fact else { return nil }
    return RelatedLocation(location, "\(what) is a variable or template that nothing here resolves")
  }
}
