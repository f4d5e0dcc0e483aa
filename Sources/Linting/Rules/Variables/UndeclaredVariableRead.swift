import DeploymentSpec
import Diagnostics

struct UndeclaredVariableRead: ProjectRule {
  static let card = RuleCard(
    "undeclared-variable-read", .variables, summary: "The code reads a variable that the spec does not list.",
    rationale: "Whoever deploys by the documents leaves it out.", severity: .warning, needsSpec: true)

  static let examples: [Example] = [
    .flags("const url = process.env.⟦PAYMENT_URL⟧\n", in: "src/app.ts"),
    .flags("seed = os.environ[\"⟦PAYMENT_SEED⟧\"]\n", in: "src/app.py"),
    .flags("url := os.Getenv(\"⟦PAYMENT_URL⟧\")\n", in: "main.go"),
    .flags("#!/bin/sh\nexec app --url \"$⟦PAYMENT_URL⟧\" --port ${PORT:-3000}\n", in: "docker-entrypoint.sh"),
    .flags("const { PORT, ⟦PAYMENT_URL⟧: url = \"\", ...rest } = process.env;\n", in: "src/app.ts"),
    .flags("url = os.environ.get(\n    \"⟦PAYMENT_URL⟧\", None)\n", in: "src/app.py"),
    .flags("const url = this.configService.getOrThrow<string>('⟦PAYMENT_URL⟧');\n", in: "src/app.ts"),
    .flags([
      ("src/a.ts", "connect(process.env.⟦PAYMENT_URL⟧)\n"), ("src/b.ts", "connect(process.env.PAYMENT_URL)\n"),
    ]),
    .passes([
      ("vendor/pay/a.ts", "connect(process.env.PAYMENT_URL)\n"), (".yarn/releases/yarn.cjs", "process.env.YARN_X\n"),
    ]),
    .passes("// process.env.PAYMENT_URL was here\nsetenv(\"PAYMENT_URL\", \"x\");\n", in: "src/app.ts"),
    .passes("# os.environ[\"PAYMENT_URL\"] was here\n", in: "src/app.py"),
    .passes(
      "#!/bin/sh\n# needs $PAYMENT_URL\nTARGET=${API_HOST}\nfor FILE in /init/*; do . \"$FILE\"; done\nexec \"$TARGET\"\n",
      in: "entrypoint.sh"),
    .passes("const port = process.env.PORT ?? process.env[\"API_HOST\"]\n", in: "src/app.ts"),
    .passes("home = os.getenv(\"HOME\")\nlevel = os.environ.get('LOG_LEVEL', 'info')\n", in: "src/app.py"),
    .passes("const x = process.env[name] + process.env.port\n", in: "src/app.ts"),
  ]

  /// Each name once a file, where it is read first.
  func check(_ project: ProjectFacts, _ report: inout Report) {
    guard let spec = project.spec, !spec.variables.isEmpty else { return }
    for uses in project.code.uses {
      var seen: Set<String> = []
      for use in uses where spec.variables[use.name] == nil && seen.insert(use.name).inserted {
        guard !UndeclaredVariable.isWellKnown(use.name),
          !project.options.undeclaredAllowed.contains(where: { $0.matches(use.name) })
        else { continue }
        let near = spec.variables.names.nearest(to: use.name)
        report.flag(
          use.location,
          "the code reads '\(use.name)', which is not in the spec"
            + (near.map { "; did you mean '\($0)'?" } ?? ""),
          about: use.name, help: near == nil ? "add it to the spec's table of variables" : nil,
          spec: near.flatMap { spec.variables[$0]?.mentions.first })
      }
    }
  }
}
