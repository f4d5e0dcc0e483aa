import Diagnostics
import Quantities
import Syntax
import Testing
import Vocabulary

@testable import Artifacts

@Suite struct ArtifactTests {
  private func source(_ path: String, _ text: String) -> SourceText { SourceText(path: path, text: text) }

  private func kubernetes(_ text: String) -> Artifact? {
    if case .artifact(let artifact) = ArtifactReader.yaml(source("x.yaml", text)) { artifact } else { nil }
  }

  private func dockerfile(_ text: String, named path: String = "Dockerfile") -> Artifact? {
    if case .artifact(let artifact) = ArtifactReader.dockerfile(source(path, text)) { artifact } else { nil }
  }

  @Test(arguments: [
    "FROM {{ base }}\nRUN x\n",
    "{{ if env.variant == \"alpine\" then ( -}}\nFROM alpine:3\n{{ ) else ( -}}\nFROM debian:13\n{{ ) end -}}\n",
    "FROM a:1\n{% if x %}\nRUN a\n{% endif %}\n", "FROM a:1\nRUN a \\\n{% if x %}\n  b \\\n{% endif %}\n  c\n",
    "FROM <%= base %>\nRUN x\n",
    "<% if x %>\nFROM a:1\n<% end %>\n", "FROM a:1\nENV V {{ version }}\n", "FROM a:1\nENV V={{version}}\n",
    "FROM a:1\nWORKDIR /{{ name }}\n",
    "FROM a:1\nCOPY {{ files }} /x/\n", "FROM %%BASE%%\nRUN x\n",
    "FROM a:1\n{%- for x in y %}\nRUN {{ x }}\n{%- endfor %}\n",
  ])
  func templatesAreSkipped(_ text: String) {
    guard case .template = ArtifactReader.dockerfile(source("Dockerfile", text)) else {
      Issue.record("read as a Dockerfile: \(text)")
      return
    }
  }

  @Test(arguments: [
    "FROM a:1\nRUN docker inspect --format '{{.Id}}' x\n", "FROM a:1\nRUN go list -f {{.Dir}} ./...\n",
    "FROM a:1\nLABEL x=\"{{ y }}\"\n", "FROM a:1\nCOPY <<EOF /x\n{{ y }}\n{% if z %}\nEOF\n",
    "FROM a:1\nRUN printf '<%s>' x\n",
    "FROM a:1\nENV FORMAT='{{.Name}}'\n", "FROM a:1\nRUN curl -w '%{http_code}' x\n", "FROM a:1\nCMD [\"{{x}}\"]\n",
  ])
  func marksOfOthersAreNoTemplate(_ text: String) {
    #expect(dockerfile(text) != nil)
  }

  @Test(arguments: [
    ("Dockerfile.env.container", "A=b\nC=d\n", false), ("Dockerfile.part", "RUN make\n", false),
    ("Dockerfile-install", "COPY a /b\n", false), ("Dockerfile", "RUN make\n", true),
    ("api.Dockerfile", "RUN make\n", true),
    ("Dockerfile.dev", "FROM a:1\n", true), ("Dockerfile.7", "RUN make\n", true),
  ])
  func partsOfDockerfilesAreSkipped(_ name: String, _ text: String, _ isRead: Bool) {
    #expect((dockerfile(text, named: name) != nil) == isRead)
  }

  @Test(
    arguments: [
      ("grafana/grafana:11", "472"), ("jenkins/jenkins:lts-jdk17", "1000"), ("quay.io/keycloak/keycloak:26", "1000"),
      ("elasticsearch:8.15.0", "1000"), ("docker.elastic.co/kibana/kibana:8.15.0", "1000"),
      ("prom/alertmanager:v0.27.0", "65534"),
      ("apache/airflow:2.10", "50000"), ("docker.io/n8nio/n8n:1", "1000"), ("selenium/node-chrome:4", "1200"),
      ("quay.io/jupyter/scipy-notebook:x", "1000"), ("registry.access.redhat.com/ubi9/python-312:1", "1001"),
      ("mcr.microsoft.com/dotnet/runtime-deps:9.0-noble-chiseled", "1654"),
      ("nginxinc/nginx-unprivileged:1.27-alpine", "101"),
      ("cgr.dev/chainguard/python:latest", "65532"), ("dhi.io/node:24", "65532"), ("bitnami/redis:7", "1001"),
      ("gcr.io/distroless/java21:nonroot-amd64", "65532"), ("docker:27-dind-rootless", "1000"),
      ("haproxy:3.2", "haproxy"), ("haproxy:2.2-alpine", nil), ("dhi.io/node:24-dev", nil),
      ("cgr.dev/chainguard/wolfi-base:latest", nil), ("bitnami/minideb:bookworm", nil),
      ("prom/blackbox-exporter:1", nil),
      ("node:20", nil), ("gcr.io/distroless/static", nil), ("mcr.microsoft.com/dotnet/aspnet:8.0", nil),
      ("registry.access.redhat.com/ubi9/ubi:9.4", nil), ("nginx:1.27", nil),
    ] as [(String, String?)])
  func usersOfBaseImages(_ name: String, _ user: String?) throws {
    #expect(BaseImageUsers.user(of: try #require(ImageReference(name))) == user)
  }

  @Test func imagesThatAreCopiedFromAreImages() {
    let artifact = dockerfile(
      "FROM a:1 AS b\nCOPY --from=b /x /x\nCOPY --from=owner/image /y /y\nCOPY --from=c:2 /z /z\n")
    #expect(artifact?.baseImages.compactMap { $0.value?.description } == ["a:1", "owner/image", "c:2"])
  }

  @Test func anImageIsWhatItsFinalStageSays() throws {
    let artifact = try #require(
      dockerfile(
        "ARG V=20\nFROM node:${V}-alpine AS base\nENV PORT=3000\nUSER app\nFROM golang AS tool\nUSER root\nFROM base\nEXPOSE $PORT\nHEALTHCHECK CMD curl -f localhost:3000/up?x=1\n"
      ))
    let container = artifact.workloads.first?.containers.first
    #expect(container?.image?.value?.description == "node:20-alpine")
    #expect(container?.user?.value == "app")
    #expect(container?.ports.map(\.value) == [3000])
    #expect(
      container?.healthChecks.first?.path?.value == "/up" && container?.healthChecks.first?.path?.location.text == "/up"
    )
    #expect(container?.healthChecks.first?.interval.value == TimeSpan(seconds: 30))
  }

  @Test(arguments: [
    ("3000", 3000), ("8080:3000", 3000), ("127.0.0.1:8080:3000/tcp", 3000), ("${HOST_PORT}:3000", 3000),
    ("3000-3005", 3000), ("${P:-80}:${T:-3000}", 3000),
  ])
  func composePorts(_ text: String, _ port: Int) {
    let artifact = ArtifactReader.compose(
      source("compose.yaml", "services:\n  a:\n    image: x\n    ports: [\"\(text)\"]\n"))
    #expect(artifact.workloads.first?.containers.first?.ports.map(\.value) == [port])
  }

  @Test func composeMergesExtendsAndInterpolates() {
    let base = YAMLParser.parse(
      source(
        "compose.yaml",
        """
        x-common: &common
          environment: {A: "1", B: "2"}
        services:
          base:
            <<: *common
            mem_limit: 512m
          api:
            extends: base
            environment: [B=3, "C=${C:-x}", D, E=]
            env_file: [a.env, {path: b.env, required: false}]
        """))
    let over = YAMLParser.parse(
      source(
        "compose.prod.yaml",
        "services:\n  api:\n    environment: {A: \"9\"}\n    deploy: {resources: {limits: {memory: 1g}}, replicas: 2}\n"
      ))
    let api = ComposeFacts.workloads([base, over]).first { $0.name.value == "api" }
    let container = api?.containers.first
    #expect(container?.memory?.value == Memory(mebibytes: 1024))
    #expect(api?.instances?.minimum.value == 2)
    let values = container?.variables.reduce(into: [String: String]()) { $0[$1.name.value] = $1.value.literal ?? "-" }
    #expect(values == ["A": "9", "B": "3", "C": "-", "D": "-", "E": "-"])
    #expect(
      container?.environmentFiles.map(\.path) == ["a.env", "b.env"]
        && container?.environmentFiles.map(\.isRequired) == [true, false])
  }

  @Test func taskDefinitionsComeBareOrWrapped() {
    let bare =
      #"{"family": "f", "cpu": 256, "memory": "0.5 GB", "containerDefinitions": [{"name": "c", "cpu": 0, "secrets": [{"name": "S", "valueFrom": "arn:aws:secretsmanager:r:1:secret:x-AbCdEf:key::"}]}]}"#
    for text in [bare, "{\"taskDefinition\": \(bare), \"tags\": []}"] {
      guard case .artifact(let artifact) = ArtifactReader.json(source("t.json", text)),
        let task = artifact.workloads.first
      else {
        Issue.record("not recognised: \(text)")
        return
      }
      #expect(task.cpu?.value?.milli == 250 && task.memory?.value == Memory(mebibytes: 512))
      #expect(task.containers.first?.cpu == nil, "0 asks for nothing")
      guard case .reference(let reference)? = task.containers.first?.variables.first?.value else {
        Issue.record("no reference")
        return
      }
      #expect(reference.store == .secretsManager && reference.key == "key" && reference.name == "x-AbCdEf")
    }
  }

  @Test func kubernetesKindsAreRead() {
    let artifact = kubernetes(
      """
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: nightly}
      spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: x}]}}}}}
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: db, namespace: prod}
      spec: {replicas: 3, template: {spec: {initContainers: [{name: i, image: y}], containers: [{name: c, image: x}]}}}
      ---
      apiVersion: v1
      kind: List
      items:
        - {apiVersion: v1, kind: ConfigMap, metadata: {name: m}, data: {A: "1"}}
        - {apiVersion: v1, kind: Secret, metadata: {name: s}, data: {B: aGVsbG8=}, stringData: {C: x}}
      """)
    #expect(artifact?.workloads.map { $0.name.value } == ["nightly", "db"])
    #expect(artifact?.workloads.map(\.isJob) == [true, false])
    #expect(artifact?.workloads.last?.namespace == "prod" && artifact?.workloads.last?.instances?.minimum.value == 3)
    #expect(artifact?.workloads.last?.containers.map(\.role) == [.initialization, .main])
    let sets = artifact?.variableSets ?? []
    #expect(sets.map { $0.name.value } == ["m", "s"])
    #expect(sets.last?.bindings.map { $0.value.literal ?? "-" } == ["x", "hello"])
  }

  @Test(arguments: [
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\n",
    "{{- if .Values.x }}\napiVersion: v1\nkind: Pod\n{{- end }}\n",
  ])
  func helmTemplatesAreToldApart(_ text: String) {
    guard case .template = ArtifactReader.yaml(source("templates/x.yaml", text)) else {
      Issue.record("not told apart")
      return
    }
  }

  @Test(arguments: [
    "a: 1\n", "services: none\n", "kind: x\n", "openapi: 3.0.0\ninfo: {}\n",
    "kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1\n",
  ])
  func otherYAMLIsLeftAlone(_ text: String) {
    guard case .unrecognised = ArtifactReader.yaml(source("x.yaml", text)) else {
      Issue.record("recognised")
      return
    }
  }

  @Test(arguments: [
    "${X}", "$X", "postgres://u:${PW}@h/d", "{{resolve:ssm:x}}", "arn:aws:ssm:r:1:parameter/x", "ref+vault://x",
    "ENC[AES256,x]", "op://a/b", "${{ secrets.X }}", "vault:secret/x",
  ])
  func references(_ text: String) {
    guard case .reference = ValueReader.read(text, expands: true) else {
      Issue.record("\(text) is a literal")
      return
    }
  }

  @Test(arguments: ["<your-key>", "changeme", "CHANGE_ME", "xxx", "****", "your-secret-here", "TODO", "replace-me"])
  func placeholders(_ text: String) {
    #expect(ValueReader.isPlaceholder(text))
  }

  @Test(arguments: ["hunter2", "postgres", "a1b2c3d4", "true", "local-dev-secret", "x1"]) func noPlaceholders(
    _ text: String
  ) {
    #expect(!ValueReader.isPlaceholder(text))
  }

  @Test(arguments: [
    ("curl -f http://localhost:3000/health || exit 1", "/health"), ("wget -qO- localhost:8080/a/b?c", "/a/b"),
    ("curl http://localhost:3000", "/"), ("curl -H 'Host: localhost' localhost:3000/up", "/up"),
    ("python -c \"r.urlopen('http://127.0.0.1/live')\"", "/live"),
  ])
  func pathsOfProbes(_ command: String, _ path: String) { #expect(HTTPProbe.path(in: command)?.0 == path) }

  @Test(
    arguments: [
      ("node:20-alpine", "node", "20-alpine"), ("localhost:5000/a/b", "localhost:5000/a/b", nil),
      ("docker.io/library/redis:7", "redis", "7"), ("r.io:443/x:1@sha256:ab", "r.io:443/x", "1"),
    ] as [(String, String, String?)])
  func images(_ text: String, _ repository: String, _ tag: String?) {
    #expect(ImageReference(text)?.repository == repository && ImageReference(text)?.tag == tag)
  }

  /// A page of aliases stands for millions of variables: some are read, then the file says so itself.
  @Test func aliasesDoNotMultiplyWithoutEnd() {
    let keys = (0..<300).map { "  K\($0): v\n" }.joined()
    func compose(_ services: Int) -> Artifact {
      let text = (0..<services).map { "  s\($0):\n    image: a:1\n    environment: *a\n" }.joined()
      return ArtifactReader.compose(source("compose.yaml", "x-a: &a\n" + keys + "services:\n" + text))
    }
    let usual = compose(20)
    #expect(usual.workloads.allSatisfy { $0.containers[0].variables.count == 300 } && usual.problems.isEmpty)
    let many = compose(300)
    #expect(many.workloads.count == 300)
    #expect(many.workloads.reduce(0) { $0 + $1.containers[0].variables.count } < 21_000)
    #expect(many.problems.map(\.message).filter { $0.hasPrefix("aliases and 'extends' make more than") }.count == 1)
  }

  @Test func variablesOfManyServicesAreAllRead() {
    let text = (0..<30_000).map { "      K\($0): v\n" }.joined()
    let compose = ArtifactReader.compose(
      source("compose.yaml", "services:\n  a:\n    image: a:1\n    environment:\n" + text))
    #expect(compose.workloads[0].containers[0].variables.count == 30_000 && compose.problems.isEmpty)
  }
}
