import Artifacts
import ByteSearch
import Vocabulary
import Workspace

/// Tells the application's containers, which the spec is about, from those that run beside them.
///
/// A container is the application's if the configuration names it, or it is built from the repository's Dockerfile, or it
/// is the only one of its workload that is no well-known piece of infrastructure.
struct ApplicationContainers: Sendable {
  /// `application:` of the configuration.
  let names: [String]
  /// Paths of the application's Dockerfiles, relative to the project's root.
  let dockerfiles: Set<String>
  /// Compose services that are built from one of them.
  private(set) var builtServices: Set<String> = []

  init(names: [String], dockerfilePaths: [String]) {
    self.names = names
    dockerfiles = Self.applicationDockerfiles(dockerfilePaths, names)
  }

  /// The Dockerfiles of the highest folder that has one; of several there, the plain one and those that differ from it by
  /// an environment's name only.
  private static func applicationDockerfiles(_ paths: [String], _ names: [String]) -> Set<String> {
    let named = paths.filter { path in
      names.contains { path == $0 || path.hasPrefix($0 + "/") || PathText.name(path) == $0 }
    }
    if !named.isEmpty { return Set(named) }
    guard let depth = paths.map(depth).min() else { return [] }
    let highest = paths.filter { Self.depth($0) == depth }
    let plain = highest.filter(isPlain)
    return Set(plain.isEmpty ? highest : plain)
  }

  private static let builtInNames = EnvironmentVocabulary()

  private static func depth(_ path: String) -> Int { path.utf8.count { $0 == UInt8(ascii: "/") } }

  private static func isPlain(_ path: String) -> Bool {
    let name = PathText.name(path).lowercased()
    // Words of other scripts are words, too.
    let words = name.utf8.split { $0 < 0x80 && !Self.isLetterOrDigit($0) }.map { String(Substring($0)) }
    return words.allSatisfy { $0 == "dockerfile" || $0 == "containerfile" || builtInNames.canonical($0) != nil }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  mutating func noteServices(_ workloads: [Workload], in path: String) {
    for workload in workloads {
      for build in workload.containers.compactMap(\.build) where isApplicationBuild(build, in: path) {
        builtServices.insert(workload.name.value)
      }
    }
  }

  private func isApplicationBuild(_ build: BuildReference, in path: String) -> Bool {
    let context = PathText.normalized(PathText.join(PathText.parent(path), build.context))
    let file = PathText.normalized(PathText.join(context, build.dockerfile ?? "Dockerfile"))
    return dockerfiles.contains(file)
  }

  func isApplicationDockerfile(_ path: String) -> Bool { dockerfiles.contains(path) }

  /// For each container of a workload, whether it is the application's.
  func pick(_ workload: Workload, path: String) -> [Bool] {
    let containers = workload.containers
    if !names.isEmpty {
      return containers.map {
        names.contains($0.name.value) || names.contains(workload.name.value) && containers.count == 1
      }
    }
    let built = containers.map { $0.build.map { isApplicationBuild($0, in: path) } ?? false }
    if built.contains(true) { return built }
    if workload.runtime == .compose, !builtServices.isEmpty { return containers.map { _ in false } }
    let candidates = containers.map { $0.role == .main && !isInfrastructure($0) && !isForeignBuild($0) }
    if candidates.count(where: { $0 }) == 1 { return candidates }
    let named = zip(containers, candidates).map { $1 && isNamedLikeApplication($0) }
    return named.contains(true) ? named : containers.map { _ in false }
  }

  /// Built from a Dockerfile of the repository that is not the application's.
  private func isForeignBuild(_ container: Container) -> Bool {
    container.build != nil && !dockerfiles.isEmpty
  }

  private func isNamedLikeApplication(_ container: Container) -> Bool {
    let name = container.name.value.lowercased()
    return builtServices.contains(container.name.value)
      || ["app", "application", "api", "web", "server", "backend"].contains(name)
  }

  private func isInfrastructure(_ container: Container) -> Bool {
    guard let image = container.image?.value else { return false }
    let name = image.name.lowercased()
    return Self.infrastructure.contains(name) || Self.infrastructureWords.contains { name.contains($0) }
  }

  /// Last parts of the names of images that run beside applications.
  private static let infrastructure: Set<String> = [
    "postgres", "postgresql", "postgis", "mysql", "mariadb", "mongo", "mongodb", "redis", "valkey", "memcached",
    "rabbitmq",
    "kafka", "zookeeper", "nats", "nginx", "traefik", "caddy", "haproxy", "envoy", "httpd", "elasticsearch",
    "opensearch",
    "kibana", "grafana", "prometheus", "loki", "tempo", "jaeger", "zipkin", "vault", "consul", "etcd", "localstack",
    "minio",
    "mailhog", "mailpit", "adminer", "pgadmin4", "phpmyadmin", "busybox", "pgbouncer", "keycloak", "agent", "proxyv2",
    "pause",
    "clickhouse-server", "cassandra", "influxdb", "dynamodb-local", "aws-xray-daemon", "wait-for-it", "dockerize",
    "certbot",
  ]

  private static let infrastructureWords = [
    "fluent-bit", "fluentd", "otel-collector", "opentelemetry-collector", "cloudwatch-agent", "datadog", "xray",
    "exporter", "cloud-sql-proxy",
    "istio", "linkerd", "filebeat", "logstash", "vector", "promtail", "newrelic",
  ]
}
