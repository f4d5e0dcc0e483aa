import Cryptography
import Testing
import Vault

/// A clock that is behind: dates never go behind an entry's last change.
@Suite struct EntryDatesTests {
  let sample: SampleVault

  init() throws { sample = try SampleVault() }

  private func entry(_ name: String) throws -> Entry {
    try sample.vault.read { try #require(try sample.secrets.lookUp(name, in: $0)) }
  }

  @Test func promisedDaysAreKept() throws {
    try sample.create("s", "x")
    sample.clock.turn(days: -60)
    let promised = try sample.vault.write { try sample.secrets.delete("s", recoveryDays: 30, in: $0).date }
    sample.clock.turn(days: 60)
    #expect(promised >= sample.clock.now.adding(days: 30))
    sample.clock.turn(days: 29)
    _ = try sample.vault.write { try sample.secrets.restore("s", in: $0) }
    #expect(try sample.value("s") == "x")
  }

  @Test func everyChangeComesAfterTheLast() throws {
    try sample.create("s", "x")
    try sample.putParameter("/p", "1")
    let made = sample.clock.now
    sample.clock.turn(days: -60)
    var request = SecretsManager.RotationRequest(token: String(repeating: "t", count: 32))
    request.lambdaARN = "arn:aws:lambda:us-east-1:123456789012:function:f"
    let secrets = sample.secrets
    let changes: [(String, (Transaction) throws -> Void)] = [
      ("put", { _ = try secrets.putValue("s", SecretInput(SecretBytes(utf8: "y")), in: $0) }),
      ("update", { _ = try secrets.update("s", description: "d", in: $0) }),
      ("tag", { _ = try secrets.tag("s", adding: [Tag(key: "a", value: "b")], in: $0) }),
      ("label", { _ = try secrets.putLabel("mine", on: nil, of: "s", in: $0) }),
      ("roll back", { _ = try secrets.rollBack("s", user: "", in: $0) }),
      ("rotate", { _ = try secrets.rotate("s", request, in: $0) }),
      ("cancel", { _ = try secrets.cancelRotation("s", in: $0) }),
      ("delete", { _ = try secrets.delete("s", in: $0) }),
    ]
    for (name, change) in changes {
      try sample.vault.write(change)
      let entry = try entry("s")
      #expect(entry.changed >= made && entry.versions.allSatisfy { $0.created >= made }, "\(name)")
      #expect(entry.secret.deleted.map { $0 >= made } ?? true, "\(name)")
    }
    let version = try sample.putParameter("/p", "2")
    #expect(version.created >= made)
    #expect(try sample.vault.read { try sample.parameters.find("/p", in: $0).changed } >= made)
  }

  @Test func aClockThatIsRightSetsTheDate() throws {
    try sample.create("s", "x")
    sample.clock.turn(days: 3)
    try sample.put("s", "y")
    #expect(try entry("s").changed == sample.clock.now)
  }
}
