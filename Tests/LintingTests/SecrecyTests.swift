import Diagnostics
import Foundation
import Testing
import Workspace

@testable import Linting

/// No report of whatever format holds a value of a variable that the spec flags secret, whatever else is wrong with it.
@Suite struct SecrecyTests {
  /// In the middle of every value: no report may hold it.
  private static let mark = "q7Marten"

  private static let values = [
    "z\(mark)x", "z\(mark)$Y", "$Y-z\(mark)", "z\(mark)#a", "z\(mark) #a", "z \(mark) y", "'z\(mark)", "\"z\(mark)",
    "`z\(mark)`", "\"z\(mark)\"tail", "z\\n\(mark)\\n", "${Y:-z\(mark)}", "${Y:-z\(mark)", "pg://a:z\(mark)@h/x",
    "https://h/z\(mark)?a=${B}", "z\(mark)\tz", "z\\\(mark)", "\u{D55C}z\(mark)",
    "ghp_\(mark)Kd92LmQp4RtYv8WsZa31BnCfHjE6",
  ]

  private static let types = ["string", "number", "boolean", "integer", "URL", "e-mail", "enum (alpha, beta)", "port"]

  private func spec(_ type: String) -> String {
    """
    ## 1.1 Environments

    | Environment | Purpose |
    |---|---|
    | Staging | a |
    | Production | b |

    ## 2.1 Variables

    | Variable | Type | Required | Secret | Per environment | Description |
    |---|---|---|---|---|---|
    | SALT | \(type) | ✅ | ✅ | ✅ | at least 64 characters |
    | SHARED_SALT | \(type) | ✅ | ✅ | ❌ | |
    """
  }

  private func files(_ value: String) -> [(path: String, text: String)] {
    let json = value.debugDescription.dropFirst().dropLast()
    let yaml = "'" + value.replacing("'", with: "''") + "'"
    let encoded = Data(value.utf8).base64EncodedString()
    return [
      (
        ".env.production",
        "SALT=\(value)\n SALT = \(value) \nexport SHARED_SALT=\(value)\nsalt=\(value)\nSALTY: \(value)\n\n\n\nSHARED_SALT=\(value)"
      ),
      (".env.staging", "SHARED_SALT=\(value)x\r\nSALT=\(value)\r\n"),
      (
        "compose.yaml",
        "services:\n  api:\n    build:\n      context: .\n      args: {SALT: \(yaml)}\n    environment:\n      SALT: \(yaml)\n      SHARED_SALT: \(yaml)\n"
      ),
      (
        "ecs/production.json",
        "{\"family\": \"api\", \"containerDefinitions\": [{\"name\": \"api\", \"environment\": [{\"name\": \"SALT\", \"value\": \"\(json)\"}]}]}"
      ),
      (
        "k8s/production.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: api}\nstringData:\n  SALT: \(yaml)\ndata:\n  SHARED_SALT: \(encoded)\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: api}\ndata:\n  SALT: \(yaml)\n"
      ),
      (
        "Dockerfile",
        "FROM node:20-alpine\nARG SALT=\"\(json)\"\nENV SALT \(value)\nENV SHARED_SALT=\"\(json)\"\nUSER node\n"
      ),
      (
        ".github/workflows/ship.yml",
        "on: push\nenv:\n  SALT: \(yaml)\njobs:\n  a:\n    env: {SHARED_SALT: \(yaml)}\n    steps:\n    - uses: a/b@v1\n      with:\n        salt: \(yaml)\n    - run: echo \"$SALT\"\n"
      ),
    ]
  }

  @Test(arguments: types) func noReportHoldsAFlaggedValue(_ type: String) {
    var configuration = Configuration()
    for rule in RuleRegistry.all where rule.card.isOptIn {
      configuration.severities[rule.card.id] = .severity(.advice)
    }
    for value in Self.values {
      let files = files(value)
      let outcome = ExampleProject.lint(files, spec: spec(type), configuration: configuration)
      #expect(outcome.findings.count > 10)
      let report = LintReport(findings: outcome.findings, redactions: outcome.redactions).redacted
      let reports = [
        "text": TextRenderer(TextStyle(width: 200)).render(report), "JSON": JSONRenderer.render(report),
        "GitHub": GitHubRenderer.render(report),
        "diff": UnifiedDiff.render(
          FixApplication.apply(outcome.findings, includingUnsafe: true), hiding: outcome.redactions),
        "SARIF": SARIFRenderer(version: "1", rules: [], fingerprints: { $0.findings.map(\.rule) }).render(report),
      ]
      let secrets = [Self.mark, String(Data(value.utf8).base64EncodedString().dropFirst(2).prefix(8))]
      for (format, text) in reports {
        for secret in secrets where text.contains(secret) {
          let line = text.split(separator: "\n").first { $0.contains(secret) } ?? ""
          Issue.record("\(format) of \(value.debugDescription): \(line)")
        }
      }
    }
  }
}
