import Diagnostics
import Testing
import Vocabulary
import Workspace

@testable import Linting

@Suite struct EngineTests {
  private func binding(_ globs: [(environment: String, globs: [Glob])] = [], forced: String? = nil)
    -> EnvironmentBinding
  {
    EnvironmentBinding(forced: forced, globs: globs, vocabulary: EnvironmentVocabulary())
  }

  @Test(
    arguments: [
      (".env", "local"), (".env.local", "local"), (".env.example", nil), (".env.production", "production"),
      (".env.production.local", "production"), ("Dockerfile.dev", "development"),
      ("k8s/prod/api.yaml", "production"), ("k8s/staging/prod-values.yaml", "production"),
      ("k8s/prod/stg/x.yaml", "staging"), ("product/api.yaml", nil), ("k8s/pre-prod/x.yaml", "preproduction"),
      ("non-prod/x.yaml", nil), ("devops/x.yaml", nil),
      ("development-guide/x.yaml", "development"), ("운영/작업.json", "production"),
      ("task-definition.stg.json", "staging"), ("compose.yaml", nil), ("deploy/.env", "local"),
    ] as [(String, String?)])
  func pathsNameEnvironments(_ path: String, _ environment: String?) {
    #expect(binding().environment(of: path) == environment)
  }

  @Test func theOptionWinsOverGlobsAndGlobsOverNames() {
    let globs = [(environment: "staging", globs: [Glob("deploy/prod/**")])]
    #expect(binding(globs).environment(of: "deploy/prod/x.yaml") == "staging")
    #expect(binding(globs, forced: "production").environment(of: "deploy/prod/x.yaml") == "production")
    #expect(binding().environment(namedBy: "shop-prod") == "production")
  }

  @Test func theApplicationIsWhatIsBuiltHere() {
    let compose = """
      services:
        api: {build: ., user: nobody, cpus: 1, mem_limit: 1g}
        worker: {build: {context: ./worker}, user: nobody}
        proxy: {image: "acme/proxy:1", user: nobody}
      """
    let files = [
      ("compose.yaml", compose), ("Dockerfile", "FROM node:20-alpine\nUSER node\n"),
      ("worker/Dockerfile", "FROM alpine:3\nUSER x\n"),
    ]
    let found = ExampleProject.findings(of: "user-differs-from-spec", files)
    #expect(found.map(\.message) == ["service 'api' runs as 'nobody', the spec names 'node'"])
    #expect(
      ExampleProject.findings(of: "base-image-differs-from-spec", files).isEmpty,
      "worker/Dockerfile is not the application's")
  }

  @Test func theConfigurationNamesTheApplication() {
    var configuration = Configuration()
    configuration.application = ["worker"]
    let compose = "services:\n  api: {image: \"a:1\", user: x}\n  worker: {image: \"b:1\", user: y}\n"
    let found = ExampleProject.findings(
      of: "user-differs-from-spec", [("compose.yaml", compose)], configuration: configuration)
    #expect(found.map(\.message) == ["service 'worker' runs as 'y', the spec names 'node'"])
  }

  @Test func overridesAreJudgedOnTopOfTheirBase() {
    let base = "services:\n  api:\n    build: .\n    deploy: {resources: {limits: {cpus: '0.5', memory: 1G}}}\n"
    let files = [
      ("compose.yaml", base), ("compose.staging.yaml", "services:\n  api: {user: node}\n"),
      ("compose.production.yaml", "services:\n  api:\n    deploy: {resources: {limits: {cpus: '1.0'}}}\n"),
    ]
    let found = ExampleProject.lint(files).findings.filter { $0.family == "sizing" }
    #expect(found.map(\.rule) == ["memory-differs-from-spec"])
    #expect(found.first?.location.source.path == "compose.yaml" && found.first?.environment == "production")
  }

  @Test func kustomizePatchesAreJudgedOnTopOfTheirBase() {
    let base = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: api}
      spec:
        template:
          spec:
            containers:
              - name: api
                image: api:1
                ports: [{containerPort: 3000}]
                livenessProbe: {httpGet: {path: /health, port: 3000}, periodSeconds: 30}
      """
    func patch(_ memory: String, _ replicas: Int) -> String {
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: api}
      spec:
        replicas: \(replicas)
        template:
          spec:
            containers:
              - name: api
                resources: {limits: {cpu: 1, memory: \(memory)}}
      """
    }
    let files = [
      ("k8s/base/api.yaml", base), ("k8s/overlays/production/api.yaml", patch("1Gi", 2)),
      (
        "k8s/overlays/production/user.yaml",
        patch("1Gi", 2).replacing("resources: {limits: {cpu: 1, memory: 1Gi}}", with: "securityContext: {runAsUser: 0}")
      ),
      (
        "k8s/overlays/staging/count.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {replicas: 9}\n"
      ),
    ]
    let found = ExampleProject.lint(files).findings.map { "\($0.rule) in \($0.environment ?? "-")" }
    #expect(
      found == [
        "missing-cpu-limit in staging", "missing-memory-limit in staging", "memory-differs-from-spec in production",
        "root-user in production", "instances-differ-from-spec in staging",
      ])
    #expect(ExampleProject.lint([("k8s/overlays/production/api.yaml", patch("1Gi", 2))]).findings.isEmpty)
  }

  @Test func whatFitsNoEnvironmentShowsThemAll() {
    let found = ExampleProject.findings(
      of: "memory-differs-from-spec", [("compose.yaml", "services:\n  api: {build: ., cpus: 1, mem_limit: 3g}\n")])
    #expect(
      found.first?.message.hasSuffix(
        "which fits no environment of the spec: 512 MiB (development), 1 GiB (staging), 2 GiB (production)") ?? false)
    #expect(found.first?.related.count == 2 && found.first?.environment == nil)
  }

  @Test func ignoredDotenvFilesMayHoldSecrets() {
    let files = [(".env.staging", "JWT_SECRET=abcdefgh1\nPORT=x\n")]
    let open = ExampleProject.lint(files).findings.map(\.rule)
    let ignored = ExampleProject.lint(files, state: .ignored).findings.map(\.rule)
    #expect(open.contains("secret-in-plain-text") && !ignored.contains("secret-in-plain-text"))
    #expect(ignored.contains("value-of-wrong-type"))
  }

  @Test func otherToolsCommentsAreHonoured() {
    for comment in ["# hadolint ignore=DL3002", "# trivy:ignore:DS-0002", "# checkov:skip=CKV_DOCKER_8:needed"] {
      #expect(
        ExampleProject.findings(of: "root-user", [("Dockerfile", "FROM node:20-alpine\n\(comment)\nUSER root\n")])
          .isEmpty, "\(comment)")
    }
    #expect(
      ExampleProject.findings(
        of: "root-user", [("Dockerfile", "# hadolint global ignore=DL3002\nFROM a:1\nUSER root\n")]
      ).isEmpty)
    #expect(
      ExampleProject.findings(
        of: "deprecated-maintainer",
        [("Dockerfile", "# check=skip=MaintainerDeprecated\nFROM a:1\nMAINTAINER x\nUSER y\n")]
      ).isEmpty)
    #expect(
      !ExampleProject.findings(of: "root-user", [("Dockerfile", "FROM a:1\n# hadolint ignore=DL3006\nUSER root\n")])
        .isEmpty)
  }

  @Test func otherToolsCommentsReachAsFarAsThere() {
    func rules(_ text: String) -> [String] {
      ExampleProject.lint([("Dockerfile", text)], spec: nil).findings.filter {
        $0.rule == "sudo" || $0.rule == "mixed-from-as-casing"
      }
      .map { "\($0.rule) \($0.severity.rawValue) \($0.location.start.line)" }
    }
    let body = "FROM a:1 AS x\nRUN sudo a\nFROM b:1\nRUN sudo b\n"
    #expect(rules(body) == ["sudo error 2", "sudo error 4"])
    #expect(rules("# hadolint stage ignore=DL3004\n" + body) == ["sudo error 5"])
    #expect(rules(body.replacing("FROM b", with: "# hadolint stage ignore = DL3004\nFROM b")) == ["sudo error 2"])
    #expect(rules("#hadolint global ignore = DL3004\n" + body).isEmpty)
    let mixed = "FROM a:1 as x\nRUN a\nFROM b:1 as y\nRUN b\n"
    #expect(rules(mixed) == ["mixed-from-as-casing advice 1", "mixed-from-as-casing advice 3"])
    #expect(rules("# check=error=true\n" + mixed) == ["mixed-from-as-casing error 2", "mixed-from-as-casing error 4"])
    #expect(rules("# check=skip=FromAsCasing;error=true\n" + mixed).isEmpty)
    #expect(
      rules(mixed.replacing("FROM b", with: "# check=skip=FromAsCasing\nFROM b")) == ["mixed-from-as-casing advice 1"])
  }

  @Test func aSuppressionOfAComparisonIsNotUnusedWithoutASpec() {
    let file = ("Dockerfile", "FROM a:1\n# speclint: allow user-differs-from-spec -- elsewhere\nUSER x\n")
    let rules = ExampleProject.lint([file], spec: nil).findings.map(\.rule)
    #expect(!rules.contains("unused-suppression"))
    #expect(ExampleProject.findings(of: "unused-suppression", [file], spec: "# Nothing\n").count == 1)
  }

  @Test func commentsAtTheEndOfALineCoverIt() {
    let yaml =
      "services:\n  api:\n    build: .\n    cpus: 1\n    mem_limit: 2g\n    environment:\n      JWT_SECRET: abcdefgh1 # speclint: allow secret-in-plain-text -- a test\n      DATABASE_URL: postgres-plain-1\n"
    let found = ExampleProject.findings(of: "secret-in-plain-text", [("compose.yaml", yaml)])
    #expect(found.map { $0.message.contains("DATABASE_URL") } == [true])
  }

  @Test func secretsOfOtherFormatsAreHiddenToo() {
    let outcome = ExampleProject.lint([
      ("compose.yaml", "services:\n  db:\n    image: postgres\n    environment: {POSTGRES_PASSWORD: hunter2hunter2}\n"),
      (".env.production", "-----BEGIN KEY-----\nabcdef\nJWT_SECRET=\"tail tail\n"),
      (
        ".github/workflows/ship.yml",
        "on: push\njobs:\n  ship:\n    env:\n      JWT_SECRET: pelican-77\n    steps:\n    - uses: a/b@v1\n      with: {jwt-secret: osprey-78}\n"
      ),
    ])
    let text = TextRenderer(TextStyle()).render(
      LintReport(findings: outcome.findings, redactions: outcome.redactions).redacted)
    for secret in ["hunter2", "abcdef", "tail tail", "pelican", "osprey"] {
      #expect(!text.contains(secret), "\(secret)")
    }
    #expect(text.contains("ship.yml:5:19") && text.contains("ship.yml:8:26"))
  }

  /// What is too short to be told from a reference is hidden all the same; references and templates are not.
  @Test func writtenPartsOfSecretsAreHidden() {
    func shown(_ value: String) -> Bool {
      let outcome = ExampleProject.lint([(".env.staging", "JWT_SECRET = \(value)\n")])
      let text = TextRenderer(TextStyle()).render(
        LintReport(findings: outcome.findings, redactions: outcome.redactions).redacted)
      #expect(text.contains("space-around-equals"))
      return text.contains(value)
    }
    for value in ["k$Wq7", "k$WQ", "$A-k7", "${A}k", "pa$(b", "{{ x }}$k", "{{ x }}k"] {
      #expect(!shown(value), "\(value)")
    }
    for value in ["${SEED}", "$SEED", "${A}:${B}", "${{ secrets.SEED }}", "{{ seed }}"] {
      #expect(shown(value), "\(value)")
    }
  }

  /// Neither messages nor fixes repeat a value that may be a secret, whatever the spec says of it.
  @Test func messagesHoldNoSecrets() {
    let spec = """
      ## 1.1 Environments
      | Environment | Purpose |
      |---|---|
      | Staging | a |
      | Production | b |

      ## 2.1 Variables
      | Variable | Type | Per environment |
      |---|---|---|
      | SMTP_PASSWORD | number | ❌ |
      | API_TOKEN | string | ❌ |

      ## 3.4 Production
      ```env
      API_TOKEN=documented-value
      ```
      """
    let findings = ExampleProject.lint(
      [
        (".env.production", "SMTP_PASSWORD=value-one-1\nAPI_TOKEN=value-two-2\n"),
        (".env.staging", "SMTP_PASSWORD=value-three-3\nAPI_TOKEN=value-four-4\n"),
      ], spec: spec
    ).findings
    #expect(
      findings.contains { $0.rule == "value-of-wrong-type" }
        && findings.contains { $0.rule == "shared-variable-differs" })
    for finding in findings {
      let text = finding.message + (finding.help ?? "") + (finding.fix?.edits.map(\.replacement).joined() ?? "")
      #expect(!text.contains("value-"), "\(text)")
    }
  }

  @Test func configurationProblemsNameTheNearestKey() {
    do throws(ConfigurationError) {
      _ = try ConfigurationReader.read(
        SourceText(path: "c", text: "enviroments: {}\nseverity: {rot-user: error, root-user: eror}\ndotenv: nod\n"))
      Issue.record("accepted")
    } catch {
      #expect(
        error.problems == [
          "c:1:1: unknown key 'enviroments'; did you mean 'environments'?",
          "c:2:12: unknown rule 'rot-user'; did you mean 'root-user'?",
          "c:2:40: 'eror' is not a severity: expected error, warning, advice or off; did you mean 'error'?",
          "c:3:9: 'nod' is no dotenv dialect: expected one of node, node-env-file, python, godotenv, compose, docker, bash; did you mean 'node'?",
        ])
    }
  }
}
