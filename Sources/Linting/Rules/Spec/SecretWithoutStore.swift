import DeploymentSpec
import Diagnostics

struct SecretWithoutStore: SpecRule {
  static let card = RuleCard(
    "secret-without-store", .spec, summary: "The spec flags a variable secret and names no store for it.",
    rationale: "The others have a row in the table of secrets; nobody knows where this one lives.", severity: .advice,
    needsSpec: true)

  private static func spec(_ more: String) -> String {
    """
    # Configuration

    ## 2.1 Variables

    | Variable | Secret |
    |---|---|
    | JWT_SECRET | ✅ |
    | \(more)PAYMENT_TOKEN\(more.isEmpty ? "" : "⟧") | ✅ |
    | PORT | ❌ |

    ## 4.1 Secrets

    | Secret | Environment | Store |
    |---|---|---|
    | JWT_SECRET | All | AWS Secrets Manager |\(more.isEmpty ? "\n| PAYMENT_TOKEN | All | AWS Parameter Store |" : "")
    """
  }

  static let examples: [Example] = [
    .flags(spec("⟦"), in: "env-config.md"),
    .passes(spec(""), in: "env-config.md"),
    .passes(
      "# Configuration\n\n## 2.1 Variables\n\n| Variable | Secret |\n|---|---|\n| JWT_SECRET | ✅ |\n",
      in: "env-config.md"),
  ]

  func check(_ spec: DeploymentSpec, _ project: ProjectFacts, _ report: inout Report) {
    let secrets = spec.variables.all.filter(\.isSecret)
    guard secrets.contains(where: { !$0.stores.isEmpty }) else { return }
    for variable in secrets where variable.stores.isEmpty {
      guard let mention = variable.mentions.first else { continue }
      report.flag(
        mention.location, "'\(variable.name)' is secret, and no table says which store holds it", about: variable.name)
    }
  }
}
