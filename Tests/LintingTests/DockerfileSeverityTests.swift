import Diagnostics
import Testing

@testable import Linting

/// Where one rule speaks more or less severely, by what is known.
@Suite struct DockerfileSeverityTests {
  private func finding(_ rule: String, _ text: String, spec: String? = nil) -> Finding? {
    ExampleProject.findings(of: rule, [("Dockerfile", text)], spec: spec).first
  }

  @Test(
    arguments: [
      ("FROM node:20-alpine\nCMD [\"node\"]\n", Severity.warning, "runs as root"),
      ("FROM node:20-alpine\nCOPY a /a\n", .advice, "no CMD or ENTRYPOINT"),
      ("FROM registry.test/base:1\nCMD [\"a\"]\n", .advice, "not known here"),
      ("FROM $BASE\nCMD [\"a\"]\n", .advice, "depends on the build"),
      ("FROM scratch\nCOPY a /a\nENTRYPOINT [\"/a\"]\n", .advice, "scratch"),
      ("FROM debian:13\nENTRYPOINT [\"gosu\", \"app\", \"a\"]\n", .advice, "'gosu'"),
      ("FROM debian:13\nENTRYPOINT setpriv --reuid=1 a\n", .advice, "'setpriv'"),
      ("FROM alpine:3.22\nRUN apk add --no-cache su-exec\nENTRYPOINT [\"/start\"]\n", .advice, "'su-exec'"),
      (
        "FROM debian:13\nCOPY --from=tianon/gosu /gosu /usr/local/bin/gosu\nENTRYPOINT [\"/start\"]\n", .advice,
        "'gosu'"
      ),
    ] as [(String, Severity, String)])
  func missingUsers(_ text: String, _ severity: Severity, _ reason: String) {
    let found = finding("missing-user", text)
    #expect(found?.severity == severity && found?.message.contains(reason) ?? false, "\(String(describing: found))")
  }

  /// Of a base that nobody knows here nothing is said against the spec.
  @Test func anUnknownBaseIsNotHeldAgainstTheSpec() {
    let found = finding("missing-user", "FROM registry.test/base:1\nCMD [\"a\"]\n", spec: Example.standardSpec)
    #expect(found?.severity == .advice && found?.spec == nil && found?.fix == nil)
    let known = finding("missing-user", "FROM node:20-alpine\nCMD [\"a\"]\n", spec: Example.standardSpec)
    #expect(known?.severity == .warning && known?.spec != nil)
  }

  @Test func stagesThatDoNotExistAreErrorsByNumber() {
    #expect(finding("unknown-copy-source", "FROM a:1\nCOPY --from=3 /a /b\n")?.severity == .error)
    #expect(finding("unknown-copy-source", "FROM a:1\nCOPY --from=biuld /a /b\n")?.severity == .warning)
  }

  /// No help names a shell that the image lacks.
  @Test(arguments: [
    ("alpine:3.22", false), ("node:20-alpine", false), ("busybox:1", false), ("debian:13", true), ("python:3.13", true),
  ])
  func theHelpKnowsTheShells(_ image: String, _ namesBash: Bool) {
    let help = finding("pipe-without-pipefail", "FROM \(image)\nRUN curl a | tar x\n")?.help ?? ""
    #expect(help.contains("bash") == namesBash && help.contains("pipefail"), "\(help)")
  }

  /// Masked where it is secret, and only there.
  @Test(arguments: [
    ("API_KEY", true), ("DB_PASSWORD", true), ("NPM_TOKEN", true), ("AWS_SECRET_ACCESS_KEY", true),
    ("GPG_PASSPHRASE", true),
    ("GPG_PRIVATE_KEY", true), ("PUBLIC_TOKEN_SECRET", true), ("SENTRY_DSN", true), ("PUBLIC_KEY", false),
    ("TOKENIZERS_PARALLELISM", false), ("SSH_PUB_KEY", false), ("GPG_KEY", false), ("GPG_KEYS", false),
    ("KEYBOARD", false),
    ("NEXT_PUBLIC_API_KEY", false), ("TOKENIZER_MODEL", false), ("PORT", false),
  ])
  func namesOfSecrets(_ name: String, _ isSecret: Bool) {
    #expect(SecretPlaces.isSecretName(name) == isSecret)
  }

  @Test(
    arguments: [
      ("PASSWORD", "x", true), ("API_KEY", nil, true), ("GITHUB_TOKEN", "x", true),
      ("AUTH_URL", "https://a:b@c/", true),
      ("AWS_ACCESS_KEY_ID", "x", true), ("DB_CREDENTIALS", "x", true), ("PASSWORD_FILE", "/x", false),
      ("TOKEN_VERSION", "2", false),
      ("KEY_PATH", "/x", false), ("AUTH_URL", "https://c/", false), ("KEY_LENGTH", "2", false),
      ("SSH_AUTH_SOCK", "/x", false),
      ("PASSWORD", "", false), ("PUBLIC_KEY", "x", false), ("TOKEN_TTL", "60", false), ("GPG_KEY", "A0", false),
      ("SECRET_NAME", "x", false),
      ("KEYBOARD", "x", false), ("TOKENIZERS_PARALLELISM", "false", false), ("JWT_SECRET_ARN_PATH", "x", false),
    ] as [(String, String?, Bool)])
  func sensitiveNames(_ name: String, _ value: String?, _ isSensitive: Bool) {
    #expect(SensitiveName.isSensitive(name, value: value) == isSensitive)
  }
}
