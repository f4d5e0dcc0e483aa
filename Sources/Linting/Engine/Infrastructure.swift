import Vocabulary

/// Images that run beside applications and are nobody's own.
enum Infrastructure {
  /// Whether an image is a well-known piece of infrastructure, by the last part of its name.
  static func isKnown(_ image: ImageReference) -> Bool {
    let name = image.name.lowercased()
    return infrastructure.contains(name) || infrastructureWords.contains { name.contains($0) }
  }

  /// Whether an image stands in a registry where everybody publishes, in somebody's name: `directus/directus`,
  /// `quay.io/keycloak/keycloak`. A bare name, or one in a registry of a team's own, may be what the repository builds.
  static func isPublished(_ image: ImageReference) -> Bool {
    guard image.repository.contains("/") else { return false }
    return publicRegistries.contains(image.registry)
  }

  private static let publicRegistries: Set<String> = [
    "docker.io", "quay.io", "ghcr.io", "public.ecr.aws", "mcr.microsoft.com", "registry.k8s.io", "k8s.gcr.io",
    "docker.elastic.co", "nvcr.io", "lscr.io",
  ]

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
