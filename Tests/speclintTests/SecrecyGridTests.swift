import DeploymentSpec
import Diagnostics
import Foundation
import Quantities
import TestSupport
import Testing
import Workspace

@testable import Linting
@testable import speclint

/// Secrets of all kinds in files of all kinds: no report of whatever format holds one, whichever rules run and whatever is
/// asked for.
@Suite struct SecrecyGridTests {
  private static let planted = PlantedSecrets()

  /// With every rule on, also those that run only where they are asked for.
  private static let everyRule =
    "severity:\n" + RuleRegistry.all.filter { $0.card.isOptIn }.map { "  \($0.card.id): advice\n" }.joined()

  private static func project(_ configuration: String = everyRule) -> TemporaryFolder {
    let folder = TemporaryFolder(planted.files)
    folder.write(".speclint.yaml", configuration)
    return folder
  }

  private static func request(_ folder: TemporaryFolder) -> LintRequest {
    LintRequest(currentFolder: folder.path, today: CalendarDate("2026-01-01") ?? CalendarDate(secondsSince1970: 0))
  }

  /// What a text holds of the planted values, with the line where it does.
  private static func leaks(_ text: String) -> [String] {
    text.withCString { bytes in planted.marks.filter { strstr(bytes, $0) != nil } }.sorted().map { mark in
      "\(mark): \(text.split(separator: "\n").first { $0.contains(mark) }?.prefix(300) ?? "")"
    }
  }

  private static func expectSilence(_ report: LintReport, _ title: String) {
    let shown = report.redacted
    let names = Fingerprint(report).unique(report.findings)
    let texts = [
      "text": TextRenderer(TextStyle(width: 400)).render(shown),
      "quiet": TextRenderer(TextStyle(width: 400, isQuiet: true)).render(shown), "JSON": JSONRenderer.render(shown),
      "GitHub": GitHubRenderer.render(shown),
      "SARIF": SARIFRenderer(version: "1", rules: RuleRegistry.descriptions, fingerprints: { _ in names })
        .render(shown),
      "baseline": Baseline(accepting: report, replacing: nil).json,
    ]
    for (format, text) in texts {
      for leak in leaks(text) { Issue.record("\(title), \(format): \(leak)") }
    }
    #expect(!texts.values.contains { $0.contains("\"insertedContent\"") && $0.contains("********\"") })
  }

  @Test func thePlantsAreMany() {
    #expect(Self.planted.plants.count >= 236 && Self.planted.marks.count == Self.planted.plants.count)
    for plant in Self.planted.plants { #expect(plant.value.contains(plant.mark), "\(plant)") }
  }

  private static let selections: [(only: [String], skip: [String])] =
    [([], [])] + RuleFamily.allCases.map { ([$0.rawValue], []) } + [
      ([], ["secrets"]), ([], ["secrets", "variables"]), ([], ["dotenv", "dockerfile"]),
    ]

  @Test(arguments: 0..<selections.count) func noSelectionOfRulesShowsThem(_ index: Int) throws {
    let (only, skip) = Self.selections[index]
    let folder = Self.project()
    var request = Self.request(folder)
    (request.only, request.skip) = (only, skip)
    let report = try Linter.run(request).report
    if only.isEmpty, skip.isEmpty { #expect(report.findings.count > 300, "\(report.findings.count)") }
    Self.expectSilence(report, "only \(only), skip \(skip)")
  }

  @Test(arguments: [[], ["secrets"], ["variables", "secrets"], ["dockerfile", "container", "sizing"]])
  func severitiesThatAreOffShowNothing(_ families: [String]) throws {
    let off = RuleRegistry.all.filter { families.contains($0.card.family.rawValue) }
    let rest = RuleRegistry.all.filter { $0.card.isOptIn && !families.contains($0.card.family.rawValue) }
    let folder = Self.project(
      "severity:\n" + (off.map { "  \($0.card.id): off\n" } + rest.map { "  \($0.card.id): error\n" }).joined())
    Self.expectSilence(try Linter.run(Self.request(folder)).report, "off: \(families)")
  }

  @Test func loadersThatAreNamedShowNothing() throws {
    for dialects in ["[node, compose]", "[bash, python]", "docker"] {
      let folder = Self.project("dotenv: \(dialects)\n" + Self.everyRule)
      var request = Self.request(folder)
      request.only = ["dotenv", "variables"]
      Self.expectSilence(try Linter.run(request).report, dialects)
    }
  }

  @Test func whatIsAcceptedShowsNothing() throws {
    let folder = Self.project()
    var request = Self.request(folder)
    request.honoursSuppressions = false
    Self.expectSilence(try Linter.run(request).report, "no suppressions")
    request.environment = "production"
    Self.expectSilence(try Linter.run(request).report, "environment")
  }

  @Test func fixesAreShownInWordsAndMadeWithTheRealBytes() throws {
    let folder = Self.project()
    var request = Self.request(folder)
    request.jobs = 2
    let report = try Linter.run(request).report
    for isUnsafe in [false, true] {
      let changes = try RehearsedFixes(includesUnsafe: isUnsafe, settings: ReportSettings()).run(report, request)
      #expect(!changes.files.isEmpty)
      for text in [
        UnifiedDiff.render(changes.files, hiding: changes.redactions),
        UnifiedDiff.render(changes.files, hiding: changes.redactions, isForPeople: true),
      ] {
        #expect(text.contains("holds a secret value") && text.contains("+++ "))
        for leak in Self.leaks(text) { Issue.record("--diff: \(leak)") }
      }
    }
    #expect(report.redacted.withheldFixes > 0)
    let fixed = SpecLintCommand.run(["--fix", "--unsafe-fixes"], in: folder.path)
    #expect(fixed.error.contains("fixed "), "\(fixed.error)")
    for leak in Self.leaks(fixed.output + fixed.error) { Issue.record("--fix: \(leak)") }
    for (file, text) in Self.planted.files {
      let now = folder.read(file)
      #expect(!now.contains("********"), "\(file)")
      for plant in Self.planted.plants where text.contains(plant.mark) {
        #expect(now.contains(plant.mark), "\(file): \(plant.value)")
      }
    }
  }

  @Test func searchesShowNothing() throws {
    let folder = Self.project()
    folder.git("init", "-q")
    folder.git("add", "-A", "-f")
    var request = Self.request(folder)
    request.scope = .staged
    Self.expectSilence(try Linter.run(request).report, "staged")
    Self.expectSilence(try Linter.searchSecrets(request).report, "secrets --staged")
    folder.git("commit", "-qm", "planted")
    request.scope = .history("HEAD")
    let history = try Linter.searchSecrets(request).report
    #expect(history.findings.count > 30)
    Self.expectSilence(history, "secrets --history")
    request.scope = .paths
    Self.expectSilence(try Linter.searchSecrets(request).report, "secrets")
    request.only = ["spec-secret-in-text"]
    Self.expectSilence(try Linter.searchSecrets(request).report, "secrets --only")
  }

  /// What prints documents and names.
  @Test(arguments: [
    ["spec", "show"], ["spec", "export"], ["spec", "check"], ["spec", "check", "--format", "json"],
    ["spec", "check", "--format", "sarif"], ["spec", "check", "--format", "github"], ["env", "example"],
    ["env", "diff", ".env.production", ".env.staging"], ["env", "diff", ".env", "Dockerfile"],
    ["--quiet"], ["--format", "github", "--only", "dockerfile"], ["--write-baseline", "/dev/stdout"], ["rules"],
    ["--diff", "--unsafe-fixes"],
  ])
  func noCommandShowsThem(_ arguments: [String]) {
    let folder = Self.project()
    let result = SpecLintCommand.run(arguments, in: folder.path)
    #expect(result.status <= 1 && !result.output.isEmpty, "\(result.error)")
    for leak in Self.leaks(result.output + result.error) { Issue.record("\(arguments): \(leak)") }
  }

  @Test func referencesAndWordsStayReadable() throws {
    let folder = TemporaryFolder([
      "Dockerfile":
        "FROM node:latest\nENV A_TOKEN=${A_TOKEN}\nRUN --mount=type=secret,id=npm_token cat /run/secrets/npm_token\n",
      "compose.yaml": "services:\n  postgres:\n    image: postgres\n    environment: {POSTGRES_PASSWORD: postgres}\n",
      "k8s.yaml":
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a:latest\n    env: [{name: A_TOKEN, valueFrom: {secretKeyRef: {name: a, key: token}}}]\n",
    ])
    let text = TextRenderer(TextStyle()).render(try Linter.run(Self.request(folder)).report.redacted)
    for shown in ["FROM node:latest", "image: postgres", "image: a:latest"] { #expect(text.contains(shown), "\(text)") }
    #expect(!text.contains("'********'"))
  }
}
