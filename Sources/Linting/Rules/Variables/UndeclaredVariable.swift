import Artifacts
import DeploymentSpec
import Diagnostics
import Syntax
import Workspace

struct UndeclaredVariable: ProjectRule {
  static let card = RuleCard(
    "undeclared-variable", .variables, summary: "A variable is set that the spec does not list.",
    rationale: "Nobody knows whether it is a secret, who needs it, or whether it is a typing error.",
    severity: .warning,
    aliases: ["SchemaViolation"], needsSpec: true)

  static let examples: [Example] = [
    .flags("PORT=3000\n⟦JWT_SECERT⟧=", in: ".env.production"),
    .flags("services:\n  api:\n    build: .\n    environment: {⟦PAYMENT_URL⟧: https://pay.test}", in: "compose.yaml"),
    .flags("FROM node:20-alpine\nENV ⟦PAYMENT_URL⟧=https://pay.test\nUSER node"),
    .flags([
      (".env.production", "⟦PAYMENT_URL⟧=https://pay.test\n"), (".env.staging", "PAYMENT_URL=https://pay.test\n"),
      ("src/app.ts", "connect(process.env.PAYMENT_URL)\n"),
    ]),
    .passes("PORT=3000\nTZ=UTC\nNODE_OPTIONS=--enable-source-maps", in: ".env.production"),
    .passes("FROM node:20-alpine\nARG NODE_VERSION=20\nENV PATH=/app/bin:$PATH\nUSER node"),
    .passes("services:\n  db:\n    image: postgres:16\n    environment: {POSTGRES_DB: shop}", in: "compose.yaml"),
    .passes([
      (
        "compose.yaml",
        "services:\n  api:\n    build: .\n    cpus: 0.5\n    mem_limit: 1g\n    container_name: ${STACK}-api"
      ), (".env", "STACK=shop"),
    ]),
  ]

  func check(_ project: ProjectFacts, _ report: inout Report) {
    guard let spec = project.spec, !spec.variables.isEmpty else { return }
    let interpolated = project.artifacts.reduce(into: Set<String>()) { $0.formUnion($1.artifact.interpolations) }
    for subject in project.variables where spec.variables[subject.name] == nil {
      guard subject.binding.origin != .buildArgument, !Self.isWellKnown(subject.name), isVariable(subject),
        !isFile(of: spec, subject.name),
        !(subject.binding.origin == .dotenv && interpolated.contains(subject.name)),
        !project.options.undeclaredAllowed.contains(where: { $0.matches(subject.name) })
      else { continue }
      let near = spec.variables.names.nearest(to: subject.name)
      report.flag(
        subject.binding.name.location,
        "'\(subject.name)' is not in the spec" + (near.map { "; did you mean '\($0)'?" } ?? ""),
        about: subject.name, help: near == nil ? "add it to the spec's table of variables, or remove it" : nil,
        environment: subject.environment,
        spec: near.flatMap { spec.variables[$0]?.mentions.first })
    }
  }

  /// `TOKEN_FILE` names the file that holds the declared `TOKEN`.
  private func isFile(of spec: DeploymentSpec, _ name: String) -> Bool {
    name.hasSuffix("_FILE") && spec.variables[String(name.dropLast("_FILE".count))] != nil
  }

  /// Keys of a ConfigMap or Secret may be file names.
  private func isVariable(_ subject: VariableSubject) -> Bool {
    guard subject.binding.origin == .configMap || subject.binding.origin == .secretManifest else { return true }
    return subject.name.utf8.allSatisfy { $0.isUppercase || $0.isDigit || $0 == UInt8(ascii: "_") }
  }

  /// Variables of the process, its runtime and its tools rather than of the application.
  static func isWellKnown(_ name: String) -> Bool {
    wellKnown.contains(name) || prefixes.contains { name.hasPrefix($0) }
  }

  private static let wellKnown: Set<String> = [
    "PATH", "HOME", "USER", "SHELL", "PWD", "LANG", "LANGUAGE", "TZ", "TERM", "TMPDIR", "HOSTNAME", "EDITOR", "PAGER",
    "DEBIAN_FRONTEND",
    "NODE_OPTIONS", "NODE_VERSION", "NODE_PATH", "YARN_VERSION", "JAVA_HOME", "JAVA_OPTS", "JAVA_TOOL_OPTIONS",
    "GOPATH", "GOFLAGS",
    "CGO_ENABLED", "GOOS", "GOARCH", "LD_LIBRARY_PATH", "LD_PRELOAD", "MALLOC_ARENA_MAX", "VIRTUAL_ENV", "GEM_HOME",
    "CI", "FORCE_COLOR",
    "NO_COLOR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "UV_THREADPOOL_SIZE",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "PUPPETEER_SKIP_DOWNLOAD",
    "COREPACK_ENABLE_DOWNLOAD_PROMPT",
  ]

  private static let prefixes = [
    "LC_", "NPM_CONFIG_", "npm_config_", "PIP_", "PYTHON", "POETRY_", "UV_", "COMPOSE_", "DOCKER_", "BUILDKIT_",
    "NEXT_TELEMETRY_", "PNPM_", "YARN_",
    "DOTNET_", "GRADLE_", "MAVEN_", "BUNDLE_", "CARGO_", "RUSTUP_", "OTEL_", "DD_", "XDG_",
  ]
}
