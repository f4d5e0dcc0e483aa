import Cryptography
import Testing
import Vault

/// AWS's semantics: the wording is AWS's where a caller might depend on it.
@Suite struct SecretsManagerTests {
  let sample: SampleVault

  init() throws { sample = try SampleVault() }

  private func labels(_ name: String) throws -> [String: [String]] {
    let entry = try sample.vault.read { try sample.secrets.find(name, in: $0) }
    return Dictionary(entry.versions.map { ($0.id, $0.labels.sorted()) }) { $1 }
  }

  @Test func aNewValueMovesTheLabels() throws {
    let first = try sample.create("app/db", "one").versions[0].id
    let second = try sample.put("app/db", "two").id
    let third = try sample.put("app/db", "three").id
    #expect(try labels("app/db") == [first: [], second: ["AWSPREVIOUS"], third: ["AWSCURRENT"]])
    #expect(try sample.value("app/db") == "three")
    #expect(try sample.value("app/db", stage: "AWSPREVIOUS") == "two")
    #expect(try sample.value("app/db", versionID: first) == "one")
  }

  @Test func ownLabelsLeaveTheCurrentValueAlone() throws {
    let first = try sample.create("s", "one").versions[0].id
    let pending = try sample.put("s", "two", stages: ["AWSPENDING"]).id
    #expect(try labels("s") == [first: ["AWSCURRENT"], pending: ["AWSPENDING"]])
    #expect(try sample.value("s") == "one")
    let other = try sample.put("s", "three", stages: ["AWSPENDING", "mine"]).id
    #expect(try labels("s") == [first: ["AWSCURRENT"], pending: [], other: ["AWSPENDING", "mine"]])
  }

  @Test func theFirstVersionIsCurrentWhateverItsLabels() throws {
    try sample.vault.write { _ = try sample.secrets.create(SecretsManager.NewSecret(name: "s", value: nil), in: $0) }
    let version = try sample.put("s", "one", stages: ["AWSPENDING"])
    #expect(Set(version.labels) == ["AWSPENDING", "AWSCURRENT"])
  }

  @Test func movingAWSCURRENTMovesAWSPREVIOUS() throws {
    let first = try sample.create("s", "one").versions[0].id
    let second = try sample.put("s", "two").id
    try sample.vault.write {
      _ = try sample.secrets.moveStage("s", "AWSCURRENT", from: second, to: first, in: $0)
    }
    #expect(try labels("s") == [first: ["AWSCURRENT"], second: ["AWSPREVIOUS"]])
  }

  /// What AWS was recorded to do: a new value ends the rotation that made the version before it current.
  @Test func aNewValueEndsWhatWasPending() throws {
    let first = try sample.create("s", "one").versions[0].id
    let second = try sample.put("s", "two", stages: ["AWSPENDING", "mine"]).id
    try sample.vault.write { _ = try sample.secrets.moveStage("s", "AWSCURRENT", from: first, to: second, in: $0) }
    #expect(try labels("s") == [first: ["AWSPREVIOUS"], second: ["AWSCURRENT", "AWSPENDING", "mine"]])
    let third = try sample.put("s", "three").id
    #expect(try labels("s") == [first: [], second: ["AWSPREVIOUS", "mine"], third: ["AWSCURRENT"]])
  }

  @Test func aPendingVersionThatWasNeverCurrentStaysPending() throws {
    let first = try sample.create("s", "one").versions[0].id
    let second = try sample.put("s", "two", stages: ["AWSPENDING"]).id
    let third = try sample.put("s", "three").id
    #expect(try labels("s") == [first: ["AWSPREVIOUS"], second: ["AWSPENDING"], third: ["AWSCURRENT"]])
  }

  @Test func aMoveOfTheCurrentLabelMovesNoOther() throws {
    let first = try sample.create("s", "one").versions[0].id
    let second = try sample.put("s", "two", stages: ["AWSPENDING"]).id
    for (from, to) in [(first, second), (second, first)] {
      try sample.vault.write { _ = try sample.secrets.moveStage("s", "AWSCURRENT", from: from, to: to, in: $0) }
    }
    #expect(try labels("s") == [first: ["AWSCURRENT"], second: ["AWSPENDING", "AWSPREVIOUS"]])
  }

  @Test func aVersionHasRoomForTwentyLabels() throws {
    let first = try sample.create("s", "one").versions[0].id
    func move(_ label: String) -> String? {
      sample.refusal {
        try sample.vault.write { _ = try sample.secrets.moveStage("s", label, from: nil, to: first, in: $0) }
      }
    }
    for number in 0..<19 { #expect(move("label\(number)") == nil) }
    #expect(move("one too many") == "LimitExceededException")
  }

  @Test func aRotationsVersionWaitsForItsValue() throws {
    let first = try sample.create("s", "one").versions[0].id
    let token = String(repeating: "t", count: 32)
    var request = SecretsManager.RotationRequest(token: token)
    request.lambdaARN = "arn:aws:lambda:us-east-1:123456789012:function:rotate"
    try sample.vault.write { _ = try sample.secrets.rotate("s", request, in: $0) }
    #expect(try labels("s") == [first: ["AWSCURRENT"], token: ["AWSPENDING"]])
    #expect(sample.refusal { _ = try sample.value("s", stage: "AWSPENDING") } == "ResourceNotFoundException")
    #expect(sample.refusal { _ = try sample.value("s", versionID: token) } == "ResourceNotFoundException")
    try sample.vault.write { transaction in
      let input = SecretInput(SecretBytes(utf8: "two"))
      let (entry, version) = try sample.secrets.putValue(
        "s", input, token: token, stages: ["AWSCURRENT"], in: transaction)
      #expect(version.id == token)
      #expect(entry.versions.count == 2)
      #expect(entry.secret.lastRotated == sample.clock.now)
    }
    #expect(try sample.value("s") == "two")
    #expect(try labels("s") == [first: ["AWSPREVIOUS"], token: ["AWSCURRENT", "AWSPENDING"]])
  }

  @Test func daysOfReadsAreKeptForEachVersion() throws {
    let first = try sample.create("s", "one").versions[0].id
    let second = try sample.put("s", "two").id
    let dates = AccessDates()
    func read(_ stage: String) throws {
      try sample.vault.read { snapshot in
        snapshot.accessDates = dates
        _ = try sample.secrets.value("s", stage: stage, in: snapshot)
      }
    }
    func kept(_ id: String) throws -> Timestamp? {
      try sample.vault.read { try sample.secrets.find("s", in: $0).version(id: id)?.lastAccessed }
    }
    try read("AWSPREVIOUS")
    try dates.save { try sample.vault.write($0) }
    #expect(try kept(first)?.milliseconds == sample.clock.now.milliseconds / 86_400_000 * 86_400_000)
    #expect(try kept(second) == nil)
    try read("AWSPREVIOUS")
    #expect(dates.isEmpty, "a second read of a day changes nothing")
    sample.clock.turn(days: 1)
    try read("AWSPREVIOUS")
    #expect(!dates.isEmpty)
  }

  @Test func aLabelIsTakenOnlyFromANamedVersion() throws {
    let first = try sample.create("s", "one").versions[0].id
    let second = try sample.put("s", "two").id
    func move(_ label: String, _ from: String?, _ to: String?) -> String? {
      sample.refusal {
        try sample.vault.write { _ = try sample.secrets.moveStage("s", label, from: from, to: to, in: $0) }
      }
    }
    #expect(move("AWSCURRENT", nil, first) == "InvalidParameterException")
    #expect(move("AWSCURRENT", first, first) == "InvalidParameterException")
    #expect(move("AWSCURRENT", second, nil) == "InvalidParameterException")
    #expect(move("mine", nil, nil) == "InvalidParameterException")
    #expect(move("mine", nil, String(repeating: "0", count: 36)) == "ResourceNotFoundException")
    #expect(move("mine", nil, first) == nil)
    #expect(move("mine", first, nil) == nil)
    #expect(try labels("s") == [first: ["AWSPREVIOUS"], second: ["AWSCURRENT"]])
  }

  @Test func theSameRequestTwiceIsOneVersion() throws {
    let token = "11111111-2222-3333-4444-555555555555"
    try sample.create("s", "one", token: token)
    #expect(try sample.create("s", "one", token: token).versions.count == 1)
    #expect(sample.refusal { try sample.create("s", "other", token: token) } == "ResourceExistsException")
    #expect(sample.refusal { try sample.create("s", "one") } == "ResourceExistsException")
    let again = "aaaaaaaa-2222-3333-4444-555555555555"
    func put(_ value: String) throws {
      try sample.vault.write {
        _ = try sample.secrets.putValue("s", SecretInput(SecretBytes(utf8: value)), token: again, in: $0)
      }
    }
    try put("two")
    try put("two")
    #expect(try sample.vault.read { try sample.secrets.find("s", in: $0).versions.count } == 2)
    #expect(sample.refusal { try put("three") } == "ResourceExistsException")
    #expect(sample.refusal { try sample.create("t", "x", token: "short") } == "InvalidParameterException")
  }

  @Test func aVersionAndAStageMustAgree() throws {
    let first = try sample.create("s", "one").versions[0].id
    try sample.put("s", "two")
    #expect(
      sample.refusal { _ = try sample.value("s", versionID: first, stage: "AWSCURRENT") } == "InvalidRequestException")
    #expect(try sample.value("s", versionID: first, stage: "AWSPREVIOUS") == "one")
    #expect(throws: ServiceError.notFound("Secrets Manager can't find the specified secret value for staging label: X"))
    {
      try sample.value("s", stage: "X")
    }
    #expect(throws: ServiceError.notFound("Secrets Manager can't find the specified secret.")) {
      try sample.value("none")
    }
  }

  @Test func deletionHasAWindow() throws {
    try sample.create("s", "one")
    try sample.vault.write { _ = try sample.secrets.delete("s", recoveryDays: 7, in: $0) }
    #expect(
      throws: ServiceError.invalidRequest(
        "You can't perform this operation on the secret because it was marked for deletion.")
    ) { try sample.value("s") }
    #expect(sample.refusal { try sample.create("s", "two") } == "InvalidRequestException")
    #expect(sample.refusal { try sample.put("s", "two") } == "InvalidRequestException")
    sample.clock.turn(days: 6)
    try sample.vault.write { _ = try sample.secrets.restore("s", in: $0) }
    #expect(try sample.value("s") == "one")
    try sample.vault.write { _ = try sample.secrets.delete("s", recoveryDays: 7, in: $0) }
    sample.clock.turn(days: 7)
    #expect(sample.refusal { _ = try sample.value("s") } == "ResourceNotFoundException")
    #expect(
      sample.refusal { try sample.vault.write { _ = try sample.secrets.restore("s", in: $0) } }
        == "ResourceNotFoundException")
    let again = try sample.create("s", "two")
    #expect(try sample.value("s") == "two")
    #expect(again.versions.count == 1)
  }

  @Test func windowsOfWrongLength() throws {
    try sample.create("s", "one")
    func delete(_ days: Int?, force: Bool = false) -> String? {
      sample.refusal {
        try sample.vault.write { _ = try sample.secrets.delete("s", recoveryDays: days, force: force, in: $0) }
      }
    }
    #expect(delete(6) == "InvalidParameterException")
    #expect(delete(31) == "InvalidParameterException")
    #expect(delete(7, force: true) == "InvalidParameterException")
    #expect(delete(nil) == nil)
    #expect(delete(nil, force: true) == nil)
    #expect(delete(nil, force: true) == "ResourceNotFoundException")
  }

  @Test func arnsWithAndWithoutTheirSuffix() throws {
    let entry = try sample.create("app/db", "one")
    let arn = try #require(ResourceName.arn(of: entry))
    #expect(arn.hasPrefix("arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db-"))
    #expect(arn.count == "arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db-".count + 6)
    #expect(try sample.value(arn) == "one")
    #expect(try sample.value(String(arn.dropLast(7))) == "one")
    #expect(sample.refusal { _ = try sample.value(String(arn.dropLast(6)) + "zzzzzz") } == "ResourceNotFoundException")
    #expect(
      sample.refusal { _ = try sample.value(arn.replacing("123456789012", with: "999999999999")) }
        == "ResourceNotFoundException")
  }

  @Test func namesThatEndLikeASuffix() throws {
    try sample.create("key-abcdef", "trap")
    let arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:key-abcdef"
    #expect(try sample.value("key-abcdef") == "trap")
    #expect(try sample.value(arn) == "trap")
  }

  @Test(arguments: ["", "a b", "ä", "a:b", "a,b", String(repeating: "x", count: 513)]) func namesThatAreRefused(
    _ name: String
  ) {
    #expect(sample.refusal { try sample.create(name, "x") } == "ValidationException")
  }

  @Test(arguments: ["a", "A-/_+=.@!9", "/lead/ing", String(repeating: "x", count: 512)]) func namesThatAreTaken(
    _ name: String
  ) throws {
    try sample.create(name, "x")
    #expect(try sample.value(name) == "x")
  }

  @Test func valuesOfAllSizes() throws {
    try sample.create("s", String(repeating: "x", count: 65_536))
    #expect(
      sample.refusal { try sample.put("s", String(repeating: "x", count: 65_537)) } == "InvalidParameterException")
    #expect(sample.refusal { try sample.put("s", "") } == "InvalidParameterException")
    let bytes = SecretBytes(capacity: 3) {
      $0.copyBytes(from: [0xFF, 0, 1]); return 3
    }
    #expect(
      sample.refusal { try sample.vault.write { _ = try sample.secrets.putValue("s", SecretInput(bytes), in: $0) } }
        == "InvalidParameterException")
    try sample.vault.write { _ = try sample.secrets.putValue("s", SecretInput(bytes, isBinary: true), in: $0) }
    let found = try sample.vault.read { try sample.secrets.value("s", in: $0) }
    #expect(found.version.isBinary && found.bytes.equals(bytes))
  }

  @Test func aHundredVersionsAreKept() throws {
    try sample.create("s", "0")
    for number in 1...104 { try sample.put("s", "\(number)") }
    #expect(try sample.vault.read { try sample.secrets.find("s", in: $0).versions.count } == 105, "none is a day old")
    sample.clock.turn(days: 2)
    try sample.put("s", "last")
    let entry = try sample.vault.read { try sample.secrets.find("s", in: $0) }
    #expect(entry.versions.count == 100)
    #expect(try sample.value("s", stage: "AWSPREVIOUS") == "104")
  }

  @Test func tags() throws {
    try sample.create("s", "x")
    func tag(_ tags: [(String, String)], removing: [String] = []) -> String? {
      sample.refusal {
        try sample.vault.write {
          _ = try sample.secrets.tag("s", adding: tags.map { Tag(key: $0.0, value: $0.1) }, removing: removing, in: $0)
        }
      }
    }
    #expect(tag([("team", "a"), ("Team", "b")]) == nil)
    #expect(tag([("team", "c")], removing: ["Team"]) == nil)
    #expect(try sample.vault.read { try sample.secrets.find("s", in: $0).tags } == [Tag(key: "team", value: "c")])
    #expect(tag([("aws:x", "")]) == "InvalidParameterException")
    #expect(tag([("x", "1"), ("x", "2")]) == "InvalidParameterException")
    #expect(tag((0..<51).map { ("k\($0)", "") }) == "InvalidParameterException")
  }

  @Test func gitHubNames() throws {
    let github = SecretsManager(store: .github, scope: .standard, now: sample.clock.now)
    func create(_ name: String) -> String? {
      sample.refusal {
        try sample.vault.write {
          _ = try github.create(.init(name: name, value: SecretInput(SecretBytes(utf8: "x"))), in: $0)
        }
      }
    }
    #expect(create("DEPLOY_KEY") == nil)
    for name in ["GITHUB_TOKEN", "1ST", "a-b", ""] { #expect(create(name) == "ValidationException") }
  }

  @Test func randomPasswords() throws {
    var rules = RandomPassword()
    for _ in 0..<50 {
      let text = try #require(rules.generate().text())
      #expect(text.count == 32)
      #expect(
        text.contains(where: \.isLowercase) && text.contains(where: \.isUppercase) && text.contains(where: \.isNumber))
    }
    rules.length = 4
    rules.excludesPunctuation = true
    rules.excludedCharacters = "0123456789abc"
    let allowed = Set("defghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    let text = try #require(rules.generate().text())
    let isAllowed = text.allSatisfy { allowed.contains($0) }
    #expect(isAllowed)
    rules.length = 0
    #expect(sample.refusal { _ = try rules.generate() } == "InvalidParameterException")
    rules.length = 2
    rules.excludesPunctuation = false
    #expect(sample.refusal { _ = try rules.generate() } == "InvalidParameterException")
    rules.excludesLowercase = true
    rules.excludesUppercase = true
    rules.excludesPunctuation = true
    #expect(sample.refusal { _ = try rules.generate() } == "InvalidParameterException")
  }
}
