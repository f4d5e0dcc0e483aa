struct UntrustedRegistry: ImageRule {
  static let card = RuleCard(
    "untrusted-registry", .container, summary: "An image comes from a registry that the configuration does not allow.",
    rationale: "Says nothing until `rules: untrusted-registry: allow:` or hadolint's `trustedRegistries` lists some.",
    severity: .error, aliases: ["DL3026"])

  static let examples: [Example] = [
    .flags([
      (".hadolint.yaml", "trustedRegistries: [registry.example.com]\n"),
      ("Dockerfile", "FROM ⟦node:20-alpine⟧\nUSER node"),
    ]),
    .passes([
      (".hadolint.yaml", "trustedRegistries: [docker.io, '*.example.com']\n"),
      ("Dockerfile", "FROM node:20-alpine AS a\nFROM eu.example.com/x:1\nUSER node"),
    ]),
    .passes("FROM node:20-alpine\nUSER node"),
  ]

  func check(_ subject: ImageSubject, _ report: inout Report) {
    let allowed = subject.options.trustedRegistries
    guard !allowed.isEmpty, !subject.isBuiltHere, let image = subject.image.written, image.value.repository != "scratch"
    else { return }
    let registry = image.value.registry
    guard !allowed.contains(where: { matches(registry, $0) }) else { return }
    report.flag(
      image.location, "'\(image.value)' comes from '\(registry)'",
      help: "allowed are \(allowed.joined(separator: ", "))",
      environment: subject.environment)
  }

  private func matches(_ registry: String, _ pattern: String) -> Bool {
    if pattern == "*" || pattern == registry { return true }
    if ["docker.io", "index.docker.io", "hub.docker.com"].contains(pattern) { return registry == "docker.io" }
    if pattern.hasPrefix("*") { return registry.hasSuffix(pattern.dropFirst()) }
    if pattern.hasSuffix("*") { return registry.hasPrefix(pattern.dropLast()) }
    return false
  }
}
