import Artifacts
import DeploymentSpec
import Diagnostics

/// A value that the spec gives an environment.
struct Expectation<Value: Sendable>: Sendable {
  /// Canonical.
  let environment: String
  let cited: Cited<Value>
}

/// A workload with what it takes to compare it.
struct WorkloadSubject: Sendable {
  let workload: Workload
  /// The environment it is bound to; `nil`: it is compared with all and flagged if it fits none.
  let environment: String?
  let spec: DeploymentSpec?
  /// For each container, whether it runs the application that the spec is about.
  let applicationContainers: [Bool]
  /// The autoscaler that changes its number, where it stands apart.
  let autoscaler: Autoscaler?
  /// The file it is reported in.
  let source: SourceText

  var isApplication: Bool { applicationContainers.contains(true) }

  var containers: [ContainerSubject] {
    zip(workload.containers, applicationContainers).map { container, isApplication in
      ContainerSubject(container: container, isApplication: isApplication, owner: self)
    }
  }

  /// What the spec says of a size here: of its environment, or of every one for a workload that is bound to none.
  func expected<Value>(_ size: (ExpectedSize) -> Cited<Value>?) -> [Expectation<Value>] {
    guard let sizes = spec?.sizes.all else { return [] }
    return sizes.filter { environment == nil || $0.environment == environment }
      .compactMap { entry in size(entry).map { Expectation(environment: entry.environment, cited: $0) } }
  }
}

struct ContainerSubject: Sendable {
  let container: Container
  let isApplication: Bool
  let owner: WorkloadSubject

  var workload: Workload { owner.workload }
  var environment: String? { owner.environment }

  /// The spec's words on the application's container; nothing for any other.
  var settings: ContainerSettings? { isApplication ? owner.spec?.container : nil }

  /// Where something that it lacks is reported: its name, the FROM of an image.
  var place: Location {
    workload.runtime == .image ? container.location : container.name.location
  }

  /// `service 'api'`, `container 'app'`, `the image`: how a message calls it.
  var title: String {
    switch workload.runtime {
    case .image: "the image"
    case .compose: "service '\(workload.name.value)'"
    case .ecs, .kubernetes: "container '\(container.name.value)'"
    }
  }
}

/// A binding of a variable: the application's, or that of a container beside it.
struct VariableSubject: Sendable {
  let binding: VariableBinding
  /// The variable as the application sees it: a ConfigMap's or Secret's key may be called otherwise.
  let name: String
  let environment: String?
  /// `.env.example` and the like.
  let isTemplate: Bool
  /// A dotenv file that git ignores: it may hold secrets.
  let isIgnored: Bool
  /// The kind of artifact it stands in.
  let format: String
  let spec: DeploymentSpec?
  /// Whether it reaches the application; of any other container only the spec's secret flags and stores hold.
  var isApplication = true

  /// The `format` of workflows.
  static let workflow = "workflow"

  var isInWorkflow: Bool { format == Self.workflow }

  var variable: SpecVariable? { spec?.variables[name] }
  var isSecret: Bool { variable?.isSecret ?? false }
  /// Whether its value must not be shown: the spec flags it, or says nothing and the name sounds like a secret's.
  var isSensitive: Bool { variable?.secret?.value ?? SecretPlaces.isSecretName(name) }
}
