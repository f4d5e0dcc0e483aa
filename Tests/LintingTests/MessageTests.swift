import Testing
import Workspace

@testable import Linting

/// Plain English: phrases that nobody who speaks it would use stand in no text that users read.
@Suite struct MessageTests {
  private static let root = PathText.normalized(PathText.join(PathText.parent(#filePath), "../../Sources"))

  /// Parts of sentences that are wrong wherever they stand.
  private static let forbidden = [
    "mends it", "made for people", "parted by", "are parted", "it is none", " is none.", "is none of", "which is no ",
    "slip of the pen",
    "a user with id", "whatever the build is for", "' beside '", " opens port", "' is no ", "this is no ", ":1.2'",
    "is no image",
    "is no stage", "is no port", "belongs into", "stands here already", "behind the value",
  ]

  /// The string literals of the rules, and of what else speaks to users of Dockerfiles.
  private static let texts: [(file: String, text: String)] = {
    let folders = ["Linting/Rules", "Syntax/Dockerfile", "Artifacts/Dockerfile"]
    return folders.flatMap { folder in
      let path = PathText.join(root, folder)
      return FileSystem.files(below: path, excluding: []).flatMap { file -> [(file: String, text: String)] in
        guard case .bytes(let bytes)? = try? FileSystem.read(PathText.join(path, file)) else { return [] }
        return literals(String(decoding: bytes, as: UTF8.self)).map { (file, $0) }
      }
    }
  }()

  private static func literals(_ source: String) -> [String] {
    source.split(separator: "\n").filter { !$0.contains("///") && !$0.contains(".flags(") && !$0.contains(".passes(") }
      .flatMap { line in
        line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
          .map { String($0.element) }
      }
  }

  @Test(arguments: forbidden) func noTextHolds(_ phrase: String) {
    #expect(Self.texts.count > 1_000)
    for (file, text) in Self.texts { #expect(!text.contains(phrase), "\(file): \(text)") }
  }

  /// A message begins in lower case and ends without a full stop; so does its help.
  @Test func messagesHaveTheHouseForm() {
    for rule in RuleRegistry.all {
      for example in type(of: rule).examples where example.isFlagged {
        let files = example.files.map { (path: $0.path, text: Example.unmarked($0.text).text) }
        let findings = ExampleProject.findings(
          of: rule.card.id, files, spec: example.spec ?? Example.standardSpec, state: example.state)
        for finding in findings {
          for text in [finding.message, finding.help].compactMap({ $0 }) {
            #expect(!text.hasSuffix("."), "\(rule.card.id): \(text)")
            let first = text.prefix(2)
            #expect(
              first.contains { !$0.isLetter } || !(first.first?.isUppercase ?? false)
                || first.last?.isUppercase ?? false
                || text.hasPrefix("Fargate") || text.hasPrefix("Amazon") || text.hasPrefix("Kubernetes")
                || text.hasPrefix("Docker") || text.hasPrefix("GitHub"), "\(rule.card.id): \(text)")
          }
        }
      }
    }
  }

  /// Rules of Dockerfiles say what to do next, but for those whose message says it.
  @Test func findingsInDockerfilesHaveANextStep() {
    let selfEvident: Set<String> = [
      "base-image-differs-from-spec", "duplicate-stage-name", "empty-label", "health-interval-differs-from-spec",
      "health-path-differs-from-spec", "invalid-label-key", "invalid-onbuild-trigger", "invalid-port",
      "label-not-email",
      "label-not-git-hash", "label-not-license", "label-not-time", "label-not-url", "label-not-version",
      "missing-health-check", "missing-label", "probe-port-differs-from-spec", "mixed-from-as-casing",
      "overridden-command", "overridden-entrypoint",
      "overridden-health-check", "port-differs-from-spec", "uppercase-protocol", "uppercase-stage-name",
      "user-differs-from-spec", "inconsistent-keyword-casing", "superfluous-label", "redundant-platform", "syntax",
    ]
    for rule in RuleRegistry.all where rule.card.family == .dockerfile || rule.card.family == .container {
      for example in type(of: rule).examples where example.isFlagged {
        let files = example.files.map { (path: $0.path, text: Example.unmarked($0.text).text) }
        let findings = ExampleProject.findings(of: rule.card.id, files, spec: example.spec ?? Example.standardSpec)
        for finding in findings where !selfEvident.contains(rule.card.id) {
          #expect(finding.help != nil, "\(rule.card.id): \(finding.message)")
        }
      }
    }
  }
}
