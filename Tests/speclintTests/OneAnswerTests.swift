import TestSupport
import Testing

/// Whichever way a repository is asked, what cannot be wrong is told.
@Suite struct OneAnswerTests {
  private static let token = "ghp_" + "x7Kd92LmQp4RtYv8WsZa31BnCfHjE6Gu05Ti"
  private static let spec = """
    # Configuration

    ## 2.1 Variables

    | Variable | Secret | Required |
    |---|---|---|
    | SIGNING_SEED | ✅ | ❌ |

    """

  /// Texts of many kinds, each with one secret in its second line.
  private static let texts: [String: String] = [
    "notes.txt": "# notes\nuse \(token)\n",
    "src/app.ts": "// code\nconst t = \"\(token)\"\n",
    "src/seed.py": "# code\nSIGNING_SEED = \"kiwi-7-tandem\"\n",
    "config/values.yaml": "# settings of no kind\nSIGNING_SEED: kiwi-7-tandem\n",
    "config/app.json": "{\n\"token\": \"\(token)\"}\n",
    "chart/templates/api.yaml": "apiVersion: v1\nkind: {{ .Values.kind }} # \(token)\n",
    "deploy.tf": "# infrastructure\nseed = \"\(token)\"\n",
    ".env.production": "# settings\nSIGNING_SEED=kiwi-7-tandem\n",
    "Dockerfile": "FROM node:20-alpine\nENV SIGNING_SEED=kiwi-7-tandem\nUSER node\n",
    "compose.yaml": "services:\n  db: {image: \"postgres:16\", environment: {A: \"\(token)\"}}\n",
    "compose.production.yaml":
      "services:\n  api: {build: ., user: node, environment: {SIGNING_SEED: kiwi-7-tandem}}\n",
    "k8s/map.yaml": "apiVersion: v1\ndata: {SIGNING_SEED: kiwi-7-tandem}\nkind: ConfigMap\nmetadata: {name: a}\n",
    "id_test": "text\n-----BEGIN RSA PRIVATE KEY-----\n" + key + "\n-----END RSA PRIVATE KEY-----\n",
    "run.sh": "#!/bin/sh\nexport SIGNING_SEED=kiwi-7-tandem\n",
    "a name.unknown": "?\n\(token)\n",
  ]

  private static let key: String = {
    let letters = Array("MIIEpAIBx7Kd92LmQp4RtYv8WsZa31BnCfHjE6Gu05Ti+/oN")
    let rows = (0..<12).map { row in String((0..<64).map { column in letters[(column * 7 + row * 11) % 48] }) }
    return rows.joined(separator: "\n")
  }()

  private func repository() -> TemporaryFolder {
    let folder = TemporaryFolder(["README.md": "# A project\n"])
    folder.git("init", "-q")
    folder.git("add", "-A")
    folder.git("commit", "-qm", "one")
    folder.write("docs/env-config.md", Self.spec)
    for (path, text) in Self.texts { folder.write(path, text) }
    folder.write("package-lock.json", "{\"a\": \"\(Self.token)\"}\n")
    folder.write("image.png", bytes: [0x89, 0x50, 0x4E, 0x47, 0])
    folder.git("add", "-A")
    return folder
  }

  /// The places that a run tells of secrets at.
  private func places(_ arguments: [String], _ folder: TemporaryFolder) -> Set<String> {
    let rules = [
      "provider-token", "private-key", "spec-secret-in-text", "secret-in-plain-text", "secret-in-build-argument",
    ]
    let output = SpecLintCommand.run(arguments + ["--quiet", "--shellcheck", "off"], in: folder.path).output
    return Set(
      output.split(separator: "\n").filter { line in rules.contains { line.hasSuffix("[\($0)]") } }
        .map { line in line.split(separator: ":").prefix(2).joined(separator: ":") })
  }

  @Test func everyWayOfAskingFindsTheSame() {
    let folder = repository()
    let expected = Set(Self.texts.keys.map { "\($0):2" })
    let ways: [[String]] = [
      [], ["."], Self.texts.keys.sorted(), ["--staged"], ["--changed-since", "HEAD"],
      ["--only", "secrets,secret-in-plain-text"],
    ]
    for way in ways {
      #expect(places(way, folder) == expected, "\(way): \(places(way, folder).symmetricDifference(expected))")
    }
  }

  @Test func theSearchAloneFindsTheSame() {
    let folder = repository()
    let expected = Set(Self.texts.keys.map { "\($0):2" })
    let ways: [[String]] = [[], ["."], Self.texts.keys.sorted(), ["--staged"]]
    for way in ways {
      let output = SpecLintCommand.run(["secrets", "--quiet"] + way, in: folder.path).output
      let found = Set(
        output.split(separator: "\n").filter { $0.hasSuffix("]") }
          .map { line in line.split(separator: ":").prefix(2).joined(separator: ":") })
      #expect(found == expected, "\(way): \(found.symmetricDifference(expected))")
    }
  }

  /// Without a spec too, where nothing is asked of programs but this.
  @Test func aRepositoryWithoutASpecIsSearched() {
    let folder = repository()
    folder.git("rm", "-qf", "docs/env-config.md")
    let tokens = Set(Self.texts.filter { $0.value.contains(Self.token) || $0.key == "id_test" }.keys.map { "\($0):2" })
    #expect(places([], folder) == tokens)
    #expect(places(["--staged"], folder) == tokens)
  }

  @Test func whatWasNotSearchedIsSaid() {
    let folder = repository()
    let result = SpecLintCommand.run([], in: folder.path)
    #expect(result.output.contains("2 not searched for secrets"), "\(result.output.suffix(300))")
    let named = SpecLintCommand.run(["package-lock.json", "image.png", "README.md"], in: folder.path)
    #expect(named.output.contains("1 file examined; 2 not searched for secrets"), "\(named.output)")
  }
}
