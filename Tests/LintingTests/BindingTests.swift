import Diagnostics
import Testing
import Workspace

@testable import Linting

/// Which containers are the application's, question by question, and what holds in the others.
@Suite struct BindingTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    var application: [String] = []
    let files: [(path: String, text: String)]
    var spec = Example.standardSpec
    /// The containers that the spec is about, in the files' order.
    let judged: [String]
    var note: String?
    var testDescription: String { name }
  }

  private static let dockerfile = ("Dockerfile", "FROM node:20-alpine\nUSER node\n")
  private static let dev = ("dev/compose.yaml", "services:\n  shop: {build: .., ports: ['9090']}\n")

  private static func compose(_ services: String, in path: String = "deploy/compose.production.yml") -> (String, String)
  {
    (path, "services:\n" + services)
  }

  private static func pod(_ containers: String, in path: String = "k8s/api.yaml") -> (String, String) {
    (path, "apiVersion: v1\nkind: Pod\nmetadata: {name: pod}\nspec:\n  containers:\n" + containers)
  }

  private static func container(_ name: String, _ image: String) -> String {
    "  - {name: \(name), image: '\(image)', ports: [{containerPort: 9090}]}\n"
  }

  static let cases: [Case] = [
    Case(
      name: "1. the configuration names it, and nothing else is it", application: ["worker"],
      files: [dockerfile, dev, compose("  worker: {image: 'acme/worker:1', ports: ['9090']}\n")], judged: ["worker"]),
    Case(
      name: "1. a name that nothing has", application: ["shpo"], files: [dockerfile, dev], judged: [],
      note: "application: no service, container or Dockerfile is called 'shpo'; did you mean 'shop'?"),
    Case(name: "2. it is built from the application's Dockerfile", files: [dockerfile, dev], judged: ["shop"]),
    Case(
      name: "2. what is built from another Dockerfile is not it",
      files: [
        dockerfile, ("worker/Dockerfile", "FROM node:20-alpine\nUSER node\n"),
        compose(
          "  shop: {build: ., ports: ['9090']}\n  worker: {build: ./worker, ports: ['9090']}\n", in: "compose.yaml"),
      ], judged: ["shop"]),
    Case(
      name: "3. it has the name of a service that is built, in another compose file",
      files: [dockerfile, dev, compose("  shop: {image: 'registry.parcel.test/shop:1', ports: ['9090']}\n")],
      judged: ["shop", "shop"]),
    Case(
      name: "3. it runs the image that a service builds, under another name",
      files: [
        dockerfile, compose("  app: {build: ., image: 'parcel/shop', ports: ['9090']}\n", in: "compose.yaml"),
        pod(container("main", "registry.parcel.test/shop-staging:2")),
      ], judged: ["app", "main"]),
    Case(
      name: "3. it runs the image that a workflow builds",
      files: [
        dockerfile,
        (
          ".github/workflows/ship.yml",
          "on: push\njobs:\n  ship:\n    steps:\n    - run: docker build --pull -t $REGISTRY/shop:$SHA .\n"
        ), pod(container("a", "registry.parcel.test/shop:2") + container("b", "registry.parcel.test/mailer:2")),
      ], judged: ["a"]),
    Case(
      name: "3. it has the name of the project in the documents",
      files: [pod(container("a", "registry.parcel.test/parcel:2") + container("b", "registry.parcel.test/other:2"))],
      spec: "---\nproject: parcel\n---\n" + Example.standardSpec, judged: ["a"]),
    Case(
      name: "3. somebody else's image has its name by chance",
      files: [dockerfile, dev, compose("  shop: {image: 'shopware/dockware:6', ports: ['9090']}\n")], judged: ["shop"]),
    Case(
      name: "4. images that others publish stand beside it",
      files: [
        dockerfile, dev,
        compose(
          "  shop: {image: 'registry.parcel.test/shop:1', ports: ['9090']}\n  search: {image: 'getmeili/meilisearch:v1', ports: ['9090']}\n"
            + "  cms: {image: 'directus/directus:10', ports: ['9090']}\n  mail: {image: 'mailer:1', ports: ['9090']}\n"),
      ], judged: ["shop", "shop"]),
    Case(
      name: "4. where a compose file builds it, others that do not name it run something else",
      files: [dockerfile, dev, compose("  mail: {image: 'mailer:1', ports: ['9090']}\n", in: "mail/compose.yaml")],
      judged: ["shop"]),
    Case(
      name: "5. the only one that is no infrastructure",
      files: [pod(container("a", "a:1") + container("r", "redis:8"))],
      judged: ["a"]),
    Case(
      name: "5. the same image in several environments is one",
      files: [
        pod(container("a", "r.test/a:1"), in: "k8s/staging/a.yaml"),
        pod(container("b", "r.test/a:2"), in: "k8s/production/a.yaml"),
      ], judged: ["b", "a"]),
    Case(
      name: "5. the only one is asked of the project, not of each service",
      files: [
        compose("  api: {image: 'a:1', ports: ['9090']}\n  mail: {image: 'b:1', ports: ['9090']}\n", in: "compose.yaml")
      ],
      judged: [], note: "any of api, mail may be the application"),
    Case(
      name: "5. an image that others publish is none, even alone",
      files: [compose("  cms: {image: 'directus/directus:10', ports: ['9090']}\n", in: "compose.yaml")], judged: []),
    Case(
      name: "5. but where a document names it",
      files: [compose("  cms: {image: 'directus/directus:10', ports: ['9090']}\n", in: "compose.yaml")],
      spec: Example.standardSpec + "\n\nWe run directus/directus as it is.\n", judged: ["cms"]),
  ]

  @Test(arguments: cases) func theQuestionsAreAskedInTheirOrder(_ testCase: Case) {
    var configuration = Configuration()
    configuration.application = testCase.application
    let outcome = ExampleProject.lint(testCase.files, spec: testCase.spec, configuration: configuration)
    let found = outcome.findings.filter { $0.rule == "port-differs-from-spec" }
    let judged = found.compactMap { $0.message.split(separator: "'").dropFirst().first.map(String.init) }
    #expect(judged == testCase.judged, "\(found.map(\.message))")
    let notes = outcome.notes + outcome.faults
    #expect(testCase.note.map { note in notes.contains { $0.hasPrefix(note) } } ?? notes.isEmpty, "\(notes)")
  }

  /// The issue's own case: one `build:` elsewhere hid everything that is wrong here.
  @Test func whatIsRunByItsNameIsComparedWithTheSpec() {
    let production = """
      services:
        shop:
          image: registry.parcel.test/shop:1.4
          user: root
          ports: ["8080:8080"]
          cpus: 4
          mem_limit: 128m
          environment: {JWT_SECRET: kiwi-4417-tandem}
        search:
          image: getmeili/meilisearch:v1.6
          environment: {MEILI_ENV: production, PORT: none}
      """
    let found = ExampleProject.lint([Self.dockerfile, Self.dev, ("deploy/compose.production.yml", production)]).findings
      .filter { $0.location.source.path.hasPrefix("deploy") && $0.severity == .error }
    #expect(
      found.map(\.rule) == [
        "root-user", "port-differs-from-spec", "cpu-differs-from-spec", "memory-differs-from-spec",
        "secret-in-plain-text",
      ])
  }

  // MARK: What holds in every container

  @Test(arguments: [
    "JWT_SECRET=pa55-w0rd-of-mine", "JWT_SECRET=${JWT_SECRET:-pa55-w0rd-of-mine}",
    "JWT_SECRET=secretsmanager:parcel/jwt",
  ])
  func flagsAndStoresHoldBesideTheApplication(_ variable: String) {
    let services = "  shop: {build: .}\n  db:\n    image: postgres:16\n    environment:\n    - \(variable)\n"
    let found = ExampleProject.lint([Self.dockerfile, Self.compose(services, in: "compose.yaml")]).findings
    let rule = variable.contains("secretsmanager") ? "secret-in-other-store" : "secret-in-plain-text"
    #expect(found.filter { $0.family == "variables" }.map(\.rule) == [rule])
  }

  @Test func typesAndNamesAreTheApplicationsAlone() {
    let services =
      "  shop: {build: .}\n  db:\n    image: postgres:16\n    env_file: db.env\n    environment: {PORT: none, LOG_LEVEL: loud, PGDATA: /data}\n"
    let found = ExampleProject.lint([
      Self.dockerfile, Self.compose(services, in: "compose.yaml"), ("db.env", "PORT=five\nPG_OPTIONS=x\n"),
    ]).findings
    #expect(found.filter { $0.family == "variables" }.isEmpty, "\(found.map(\.message))")
  }

  /// A Secret whose keys another container's variables take is that container's, under its names.
  @Test func setsBelongToWhoTakesThem() {
    let manifest = """
      apiVersion: v1
      kind: Pod
      metadata: {name: api}
      spec:
        containers:
        - {name: api, image: 'api:1'}
        - name: db
          image: postgres:16
          env: [{name: JWT_SECRET, valueFrom: {secretKeyRef: {name: db, key: password}}}]
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: db}
      stringData: {password: pa55-w0rd-of-mine, PGDATA: /data}
      """
    let found = ExampleProject.lint([("k8s/api.yaml", manifest)]).findings.filter { $0.family == "variables" }
    #expect(found.map(\.rule) == ["secret-in-plain-text"] && found.first?.location.text == "pa55-w0rd-of-mine")
  }

  @Test func aMissingVariableIsReportedAtTheWorkloadThatLacksIt() {
    let spec = "## 2.1 Variables\n\n| Variable | Required |\n|---|---|\n| QUEUE_URL | ✅ |\n"
    let files = [
      ("compose.yaml", "# first\nservices:\n  db: {image: 'postgres:16'}\n  api:\n    build: .\n"),
      ("k8s/api.yaml", Self.pod(Self.container("main", "api:1")).1),
    ]
    let found = ExampleProject.findings(of: "missing-variable", files, spec: spec)
    #expect(found.map { $0.location.text } == ["api", "main"])
  }
}
