import Artifacts
import ByteSearch
import DeploymentSpec
import Diagnostics

struct SecretInPlainText: VariableRule {
  static let card = RuleCard(
    "secret-in-plain-text", .variables,
    summary: "The value of a variable that the spec flags secret stands in the file.",
    rationale:
      "Whoever can read the repository, the image or the task can read it, for as long as the history lasts. Base64 is not encryption.",
    severity: .error, aliases: ["DL3064", "SecretsUsedInArgOrEnv", "DS-0031"], needsSpec: true)

  static let holdsInEveryContainer = true

  static let examples: [Example] = [
    .flags("JWT_SECRET=⟦pa55-w0rd-of-mine⟧\nPORT=3000", in: ".env.production"),
    .flags(
      "services:\n  api:\n    build: .\n    environment:\n      - JWT_SECRET=⟦pa55-w0rd-of-mine⟧", in: "compose.yaml"),
    .flags(
      "services:\n  api:\n    build: .\n    environment:\n      JWT_SECRET: ⟦${JWT_SECRET:-pa55-w0rd-of-mine}⟧",
      in: "compose.yaml"),
    .flags("FROM node:20-alpine\nENV JWT_SECRET=⟦pa55-w0rd-of-mine⟧\nUSER node"),
    .flags(
      #"{"family": "api", "containerDefinitions": [{"name": "api", "environment": [{"name": "JWT_SECRET", "value": "⟦pa55-w0rd⟧"}]}]}"#,
      in: "ecs/task.json"),
    .flags(
      "apiVersion: v1\nkind: Secret\nmetadata: {name: api}\nstringData:\n  JWT_SECRET: ⟦pa55-w0rd-of-mine⟧",
      in: "k8s/secret.yaml"),
    .flags(
      "apiVersion: v1\nkind: Secret\nmetadata: {name: api}\ndata:\n  JWT_SECRET: ⟦cGE1NS13MHJk⟧", in: "k8s/secret.yaml"),
    .flags(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: api}\ndata:\n  JWT_SECRET: ⟦pa55-w0rd-of-mine⟧",
      in: "k8s/map.yaml"),
    .flags(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    env:\n    - name: JWT_SECRET\n      valueFrom: {secretKeyRef: {name: api, key: jwt}}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: api}\nstringData:\n  jwt: ⟦pa55-w0rd-of-mine⟧",
      in: "k8s/api.yaml"),
    .flags(
      "on: push\njobs:\n  ship:\n    runs-on: ubuntu-24.04\n    steps:\n    - uses: parcel/ship@v1\n      with:\n        jwt-secret: ⟦pa55-w0rd-of-mine⟧\n        port: 80",
      in: ".github/workflows/ship.yml"),
    .flags("JWT_SECRET=⟦pa55-Kiwi$w0rd-2911⟧\n", in: ".env.production"),
    .flags("DATABASE_URL=⟦postgres://shop:kiwi-4417-tandem@${DB_HOST}/shop⟧\n", in: ".env.production"),
    .passes("DATABASE_URL=postgres://shop:${DB_PASSWORD}@$DB_HOST:5432/shop2024\n", in: ".env.production"),
    .passes("JWT_SECRET=${PROD_JWT_SECRET}\nDATABASE_URL=\nPORT=3000", in: ".env.production"),
    .passes("JWT_SECRET={{resolve:secretsmanager:prod/jwt}}", in: ".env.production"),
    .flags("JWT_SECRET=⟦k8Zq-77fA-p0Lm⟧\n", in: ".env.example"),
    .passes("DATABASE_URL=postgresql://user:password@localhost:5432/shop\n", in: ".env.example"),
    .passes("JWT_SECRET=<your-secret>\nDATABASE_URL=changeme", in: ".env.example"),
    .passes(
      "services:\n  api:\n    build: .\n    environment:\n      JWT_SECRET: ${JWT_SECRET:?missing}", in: "compose.yaml"),
    .flags(
      "services:\n  db:\n    image: postgres:16\n    environment:\n      DATABASE_URL: ⟦postgres://shop:kiwi-4417@db/shop⟧",
      in: "compose.yaml"),
    .flags([
      ("compose.yaml", "services:\n  api: {build: .}\n  db: {image: 'postgres:16', env_file: db.env}\n"),
      ("db.env", "JWT_SECRET=⟦pa55-w0rd-of-mine⟧\nPORT=none\n"),
    ]),
    .flags(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  initContainers:\n  - name: migrate\n    image: flyway/flyway:10\n    env: [{name: JWT_SECRET, value: ⟦pa55-w0rd⟧}]\n  containers:\n  - name: api\n    image: api:1\n  - name: metrics\n    image: acme/exporter:1\n    env: [{name: JWT_SECRET, value: ⟦pa55-w0rd⟧}]",
      in: "k8s/api.yaml"),
    .flags([
      ("Dockerfile", "FROM node:20-alpine\nUSER node\n"),
      ("worker/Dockerfile", "FROM node:20-alpine\nENV JWT_SECRET=⟦pa55-w0rd-of-mine⟧\nUSER node\n"),
    ]),
    .passes(
      "services:\n  db:\n    image: postgres:16\n    environment:\n      DATABASE_URL: ${DATABASE_URL}\n      JWT_SECRET_FILE: /run/secrets/jwt",
      in: "compose.yaml"),
    .passes("API_HOST=api.parcel.test", in: ".env.production"),
  ]

  func check(_ subject: VariableSubject, _ report: inout Report) {
    guard let secret = subject.variable?.secret, secret.value, !subject.isIgnored, let found = plainText(subject),
      !isDocumented(found, subject), !(subject.isTemplate && ValueReader.isSample(found))
    else { return }
    report.flag(
      subject.binding.valueLocation, message(subject), help: help(subject), environment: subject.environment,
      spec: secret.citation)
  }

  /// A literal, or a default that stands in a reference.
  private func plainText(_ subject: VariableSubject) -> String? {
    switch subject.binding.value {
    case .literal(let text): ValueReader.isPlaceholder(text) ? nil : text
    case .reference(let reference):
      reference.fallback.flatMap { ValueReader.isPlaceholder($0) ? nil : $0 } ?? LiteralPart.secret(of: reference)
    case .inherited, .empty: nil
    }
  }

  /// A developer's own machine may hold local values where the spec gives them; a template may show the spec's own.
  private func isDocumented(_ value: String, _ subject: VariableSubject) -> Bool {
    guard let values = subject.variable?.values else { return false }
    if subject.isTemplate { return values.values.contains { $0.value == value } }
    guard subject.environment == "local", let local = values["local"] else { return false }
    if case .reference = ValueReader.read(local.value, expands: true), !local.value.contains("{{") { return false }
    return true
  }

  private func message(_ subject: VariableSubject) -> String {
    let place: String =
      switch subject.binding.origin {
      case .dotenv, .environment, .store: "its value stands here in plain text"
      case .buildArgument: "its value stands here as a build argument's default"
      case .image: "its value is baked into the image"
      case .configMap: "its value stands here in a ConfigMap"
      case .secretManifest: "its value stands here in a manifest, at most encoded"
      }
    return "the spec flags '\(subject.name)' secret, but \(place)"
  }

  private func help(_ subject: VariableSubject) -> String {
    let store = subject.variable?.store(in: subject.environment)?.value
    let from = store.map { "take it from \($0)" } ?? "take it from a secret store"
    return "\(from), and replace the value that was exposed"
  }
}
