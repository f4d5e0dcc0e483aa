import Diagnostics
import Quantities
import Syntax
import Vocabulary

/// What starts the containers of an artifact, and so which of its settings count.
package enum Runtime: String, Sendable {
  /// An image by itself: what its Dockerfile says.
  case image
  case compose
  case ecs
  case kubernetes
}

/// Containers that run together under one name: a compose service, an ECS task, a Kubernetes pod template, an image.
package struct Workload: Sendable {
  package var name: Located<String>
  package let runtime: Runtime
  /// `Deployment`, `service`, `task definition`, ... in words for a message.
  package let noun: String
  package var containers: [Container]
  /// CPU and memory of the whole, where the runtime sizes it as a whole.
  package var cpu: Fact<CPU>?
  package var memory: Fact<Memory>?
  package var instances: Instances?
  /// Whether it must have one of Fargate's sizes.
  package var isFargate = false
  /// A namespace, or another word of the artifact that may name the environment.
  package var namespace: String?
  /// Whether it runs to an end rather than serving: no health check, no instances.
  package var isJob = false
  /// Whether it is only a part, to be put over a workload of the same name: a kustomize patch names no image.
  package var isPatch = false
  package let location: Location
  /// Where another line of an image's settings would go, as in a Dockerfile before CMD; `nil` where nothing can be put in.
  package internal(set) var insertionPlace: Location?

  package init(name: Located<String>, runtime: Runtime, noun: String, containers: [Container], location: Location) {
    self.name = name
    self.runtime = runtime
    self.noun = noun
    self.containers = containers
    self.location = location
  }
}

/// How many copies run: a fixed number or the range of an autoscaler.
package struct Instances: Sendable {
  package let minimum: Fact<Int>
  package let maximum: Fact<Int>
  package let isFixed: Bool

  package init(fixed: Fact<Int>) {
    (minimum, maximum, isFixed) = (fixed, fixed, true)
  }

  package init(minimum: Fact<Int>, maximum: Fact<Int>) {
    (self.minimum, self.maximum, isFixed) = (minimum, maximum, false)
  }
}

package struct Container: Sendable {
  package enum Role: Sendable {
    case main
    /// Runs to its end before the main containers: no health check, no ports.
    case initialization
  }

  package var name: Located<String>
  package var role = Role.main
  package var image: Fact<ImageReference>?
  package var build: BuildReference?
  /// Absent: the image's own user.
  package var user: Fact<String>?
  /// Whether an image says what it starts, in its own Dockerfile.
  package var hasCommand = true
  /// The program that an image's ENTRYPOINT or CMD gives up root with: `gosu`, `su-exec`, `setpriv`.
  package var userSwitch: String?
  /// Kubernetes `runAsNonRoot: true`: whatever the image says, root does not start.
  package var refusesRoot = false
  package var ports: [Located<Int>] = []
  package var healthChecks: [HealthCheck] = []
  /// `HEALTHCHECK NONE`, `disable: true`.
  package var healthCheckDisabled: Location?
  package var cpu: Fact<CPU>?
  package var memory: Fact<Memory>?
  package var cpuRequest: Fact<CPU>?
  package var memoryRequest: Fact<Memory>?
  package var variables: [VariableBinding] = []
  package var environmentFiles: [EnvironmentFile] = []
  /// ConfigMaps and Secrets whose every key becomes a variable.
  package var variableSources: [Located<VariableSource>] = []
  /// Secrets that stand in the container as files, by name.
  package var mountedSecrets: [String] = []
  package let location: Location
  /// Where another line of an image's settings would go, as in a Dockerfile before CMD; `nil` where nothing can be put in.
  package internal(set) var insertionPlace: Location?

  package init(name: Located<String>, location: Location) {
    self.name = name
    self.location = location
  }
}

/// What an image is built from.
package struct BuildReference: Sendable {
  /// Relative to the file that says so.
  package let context: String
  /// Relative to the context; `nil` for `Dockerfile`.
  package let dockerfile: String?
  package let location: Location
}

/// An image that a workflow builds. Paths are relative to the repository's root.
package struct ImageBuild: Sendable {
  /// The folder that the command runs in.
  package let folder: String
  /// Relative to the folder.
  package let context: String
  /// Relative to the folder; `nil` for `Dockerfile` in the context.
  package let dockerfile: String?
  /// The last parts of its names, without tags: `shop` of `registry.example.com/team/shop:1`.
  package let names: [String]
}

package struct EnvironmentFile: Sendable {
  /// Relative to the file that names it.
  package let path: String
  package let isRequired: Bool
  package let location: Location
}

package enum VariableSource: Sendable, Hashable {
  case configMap(String, prefix: String)
  case secret(String, prefix: String)
}

/// How a platform asks a container whether it is well.
package struct HealthCheck: Sendable {
  package enum Purpose: String, Sendable {
    case health, liveness, readiness, startup
  }

  package let purpose: Purpose
  /// The path asked over HTTP; `nil` when it is asked in another way.
  package let path: Located<String>?
  /// The port asked, where a number is given.
  package let port: Located<Int>?
  package let interval: Fact<TimeSpan>
  package let location: Location
}

/// A variable and what it is bound to.
package struct VariableBinding: Sendable {
  package enum Origin: Sendable {
    case dotenv, environment, buildArgument, image, configMap, secretManifest
    /// Filled in by the platform from the store that the value names: a `valueFrom` of ECS.
    case store
  }

  package let name: Located<String>
  package let value: BindingValue
  package let origin: Origin
  /// The bytes of the value; the name's where there is none.
  package let valueLocation: Location
  /// The whole entry.
  package let location: Location
  /// Where another line of an image's settings would go, as in a Dockerfile before CMD; `nil` where nothing can be put in.
  package internal(set) var insertionPlace: Location?

  package init(
    name: Located<String>, value: BindingValue, origin: Origin, valueLocation: Location, location: Location
  ) {
    self.name = name
    self.value = value
    self.origin = origin
    self.valueLocation = valueLocation
    self.location = location
  }
}

package enum BindingValue: Sendable {
  case literal(String)
  case reference(SecretReference)
  /// Taken from the process that starts the container.
  case inherited
  case empty

  package var literal: String? {
    if case .literal(let text) = self { text } else { nil }
  }
}

/// A value that stands elsewhere.
package struct SecretReference: Sendable {
  package let text: String
  /// `nil` where the artifact does not tell, as for a Kubernetes Secret that anything may fill.
  package let store: SecretStore?
  /// The name of the secret or parameter in its store.
  package let name: String?
  /// A key of a Kubernetes Secret or ConfigMap, or of a JSON secret.
  package let key: String?
  /// A default that stands in the artifact itself: `x` of `${NAME:-x}`.
  package let fallback: String?
  /// Whether it is a ConfigMap, which keeps no secret.
  package let isConfigMap: Bool

  package init(
    text: String, store: SecretStore? = nil, name: String? = nil, key: String? = nil, fallback: String? = nil,
    isConfigMap: Bool = false
  ) {
    self.text = text
    self.store = store
    self.name = name
    self.key = key
    self.fallback = fallback
    self.isConfigMap = isConfigMap
  }
}

/// A named set of variables: a ConfigMap, a Secret.
package struct VariableSet: Sendable {
  package enum Kind: Sendable { case configMap, secret }

  package let name: Located<String>
  package let kind: Kind
  package let bindings: [VariableBinding]
  package let namespace: String?
}

/// An autoscaler that stands apart from what it scales.
package struct Autoscaler: Sendable {
  package let name: Located<String>
  /// The workload it scales, by name.
  package let target: String
  package let instances: Instances
  package let namespace: String?
  package let location: Location
}
