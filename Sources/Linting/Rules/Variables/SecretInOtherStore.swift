import Artifacts
import DeploymentSpec
import Diagnostics
import Vocabulary

struct SecretInOtherStore: VariableRule {
  static let card = RuleCard(
    "secret-in-other-store", .variables, summary: "A secret comes from another store than the spec names.",
    rationale: "Rotation, access and audit are set up in the spec's store; a second copy elsewhere goes stale.",
    severity: .error,
    needsSpec: true)

  static let holdsInEveryContainer = true

  static let examples: [Example] = [
    .flags(
      #"{"family": "api", "containerDefinitions": [{"name": "api", "secrets": [{"name": "DATABASE_URL", "valueFrom": "⟦arn:aws:ssm:eu-west-1:123456789012:parameter/db⟧"}]}]}"#,
      in: "ecs/task.json"),
    .flags("DATABASE_URL=⟦{{resolve:ssm-secure:db}}⟧", in: ".env.production"),
    .passes(
      #"{"family": "api", "containerDefinitions": [{"name": "api", "secrets": [{"name": "JWT_SECRET", "valueFrom": "/prod/jwt"}]}]}"#,
      in: "ecs/task.json"),
    .flags(
      "API_TOKEN=⟦vault:secret/parcel#token⟧", in: ".env.production",
      spec:
        "# Spec\n\n## 5.1 Variables\n\n| Variable | Secret |\n|---|---|\n| API_TOKEN | ✅ |\n\n## 5.2 Secret management\n\n| Store | Purpose |\n|---|---|\n| AWS Secrets Manager | credentials |\n| GitHub Secrets | pipelines |\n"
    ),
    .flags(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    env:\n    - name: DATABASE_URL\n      valueFrom: ⟦{configMapKeyRef: {name: api, key: db}}⟧\n    - name: JWT_SECRET\n      valueFrom: {secretKeyRef: {name: api, key: jwt}}",
      in: "k8s/api.yaml"),
    .passes("DATABASE_URL=${DATABASE_URL}", in: ".env.production"),
    .passes(
      "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    env:\n      DATABASE_URL: ${{ secrets.DATABASE_URL }}\n    steps:\n      - run: ./deploy.sh\n",
      in: ".github/workflows/deploy.yml"),
  ]

  /// The store behind a Kubernetes Secret is unknown, hence never wrong; a workflow can take secrets from GitHub alone.
  func check(_ subject: VariableSubject, _ report: inout Report) {
    guard subject.isSecret, case .reference(let reference) = subject.binding.value else { return }
    if reference.isConfigMap, let secret = subject.variable?.secret {
      report.flag(
        subject.binding.valueLocation, "'\(subject.name)' comes from a ConfigMap, and the spec flags it secret",
        help: "take it from a Secret", environment: subject.environment, spec: secret.citation)
    }
    guard let store = reference.store, store != .kubernetesSecret, !(subject.isInWorkflow && store == .github) else {
      return
    }
    if let expected = subject.variable?.store(in: subject.environment) {
      guard expected.value != store else { return }
      flag(subject, "'\(subject.name)' comes from \(store), the spec keeps it in \(expected.value)", expected, &report)
      return
    }
    let named = subject.spec?.secretStores ?? []
    guard let first = named.first, subject.variable?.stores.isEmpty ?? true,
      !named.contains(where: { $0.value == store })
    else { return }
    let list = named.map(\.value.description).joined(separator: ", ")
    flag(subject, "'\(subject.name)' comes from \(store), the spec keeps secrets in \(list)", first, &report)
  }

  private func flag(
    _ subject: VariableSubject, _ message: String, _ expected: Cited<SecretStore>, _ report: inout Report
  ) {
    report.flag(
      subject.binding.valueLocation, message, environment: subject.environment, spec: expected.citation)
  }
}
