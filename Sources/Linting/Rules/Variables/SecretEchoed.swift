import Artifacts
import ByteSearch
import Diagnostics

struct SecretEchoed: ProjectRule {
  static let card = RuleCard(
    "secret-echoed", .variables, summary: "A workflow's script prints a secret.",
    rationale: "GitHub hides the value as it is, not encoded, cut or split over lines; logs are kept and shared.",
    severity: .error)

  private static func workflow(_ run: String) -> [(path: String, text: String)] {
    [
      (
        ".github/workflows/deploy.yml",
        "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    env:\n      TOKEN: ${{ secrets.JWT_SECRET }}\n    steps:\n      - run: \(run)\n"
      )
    ]
  }

  static let examples: [Example] = [
    .flags(workflow("⟦echo \"$TOKEN\"⟧")),
    .flags(workflow("⟦echo ${{ secrets.JWT_SECRET }}⟧")),
    .flags(workflow("⟦echo \"$TOKEN\" | base64⟧")),
    .flags(workflow("⟦printenv TOKEN⟧")),
    .flags(workflow("⟦env⟧")),
    .flags(workflow("|\n          set -e\n          if true; then ⟦echo \"key: ${TOKEN}\"⟧; fi")),
    .flags(workflow("|\n          ⟦cat <<END⟧\n          key: ${{ secrets.JWT_SECRET }}\n          END")),
    .flags(workflow("⟦echo \"${{ toJSON(secrets) }}\"⟧")),
    .flags(workflow("|\n          N=$((1 << 2))\n          ⟦echo \"$TOKEN\"⟧")),
    .flags(workflow("⟦Write-Host $env:TOKEN⟧\n        shell: pwsh")),
    .passes(workflow("echo \"$TOKEN\" | docker login -u ci --password-stdin")),
    .passes(workflow("|\n          printf '%s' \"$TOKEN\" > key.txt\n          echo deployed")),
    .passes(
      workflow("|\n          cat > .env <<END\n          echo \"$TOKEN\"\n          END\n          echo written")),
    .passes(workflow("echo \"TOKEN=$TOKEN\" >> \"$GITHUB_ENV\"")),
    .passes(workflow("echo '$TOKEN is set' ${TOKEN:+yes} ${#TOKEN}")),
    .passes(workflow("echo \"::add-mask::$TOKEN\"")),
  ]

  func check(_ project: ProjectFacts, _ report: inout Report) {
    for workflow in project.artifacts.compactMap(\.artifact.workflow) {
      let references = RangeList(workflow.references.filter(\.isSecret).map(\.location.range))
      for script in workflow.scripts {
        let reader = EchoReader(script: script, references: references)
        for range in reader.places {
          report.flag(
            Location(script.location.source, range), "this prints a secret into the log",
            help: "hand it over in a variable or on standard input")
        }
      }
    }
  }
}
