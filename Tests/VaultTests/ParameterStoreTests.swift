import Cryptography
import Testing
import Vault

@Suite struct ParameterStoreTests {
  let sample: SampleVault

  init() throws { sample = try SampleVault() }

  @Test func versionsCountUp() throws {
    #expect(try sample.putParameter("/app/level", "info").id == "1")
    #expect(try sample.putParameter("/app/level", "debug", type: nil).id == "2")
    #expect(try sample.parameter("/app/level") == "debug")
    #expect(try sample.parameter("/app/level:1") == "info")
    #expect(try sample.parameter("arn:aws:ssm:us-east-1:123456789012:parameter/app/level:1") == "info")
    #expect(sample.refusal { _ = try sample.parameter("/app/level:3") } == "ParameterVersionNotFound")
    #expect(sample.refusal { _ = try sample.parameter("/app/none") } == "ParameterNotFound")
    #expect(sample.refusal { try sample.putParameter("/app/level", "x", overwrite: false) } == "ParameterAlreadyExists")
    #expect(
      sample.refusal { try sample.putParameter("/app/level", "x", type: .secureString) }
        == "HierarchyTypeMismatchException")
  }

  @Test func aSlashInFrontIsNoDifference() throws {
    try sample.putParameter("plain", "x")
    #expect(try sample.parameter("/plain") == "x")
    try sample.putParameter("/slashed", "y")
    #expect(try sample.parameter("slashed") == "y")
  }

  @Test(arguments: [
    ("a/b", "ValidationException"), ("//a", "ValidationException"), ("/a//b", "ValidationException"),
    ("/a/", "ValidationException"), ("/aws/x", "AccessDeniedException"), ("ssm-x", "ValidationException"),
    ("/ssm/x", "ValidationException"), ("/AWS", "ValidationException"), ("{x}", "ValidationException"),
    ("/a b", "ValidationException"), ("/ä", "ValidationException"), ("", "ValidationException"),
    ("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", "HierarchyLevelLimitExceededException"),
    ("/" + String(repeating: "x", count: 1011), "ValidationException"),
  ]) func namesThatAreRefused(_ name: (text: String, code: String)) {
    #expect(sample.refusal { try sample.putParameter(name.text, "x") } == name.code)
  }

  @Test func whiteSpaceAtTheEndsIsTrimmed() throws {
    try sample.putParameter(" /a/b ", "x")
    #expect(try sample.parameter("/a/b") == "x")
  }

  @Test func tiers() throws {
    let large = String(repeating: "x", count: 4097)
    #expect(sample.refusal { try sample.putParameter("/s", large) } == "ValidationException")
    try sample.putParameter("/a", large) { $0.tier = "Advanced" }
    let picked = try sample.putParameter("/i", large) { $0.tier = "Intelligent-Tiering" }
    #expect(picked.parameter?.tier == "Advanced")
    let small = try sample.putParameter("/j", "x") { $0.tier = "Intelligent-Tiering" }
    #expect(small.parameter?.tier == "Standard")
    #expect(sample.refusal { try sample.putParameter("/a", "x") { $0.tier = "Standard" } } == "ValidationException")
    #expect(
      sample.refusal { try sample.putParameter("/b", String(repeating: "x", count: 8193)) { $0.tier = "Advanced" } }
        == "ValidationException")
    #expect(sample.refusal { try sample.putParameter("/c", "x") { $0.tier = "Gold" } } == "ValidationException")
  }

  @Test func patternsOfValues() throws {
    try sample.putParameter("/port", "8080") { $0.allowedPattern = "^\\d+$" }
    #expect(sample.refusal { try sample.putParameter("/port", "http") } == "ParameterPatternMismatchException")
    #expect(
      sample.refusal { try sample.putParameter("/x", "x") { $0.allowedPattern = "([" } }
        == "InvalidAllowedPatternException")
  }

  @Test func labelsMoveAndAreRefused() throws {
    try sample.putParameter("/p", "1")
    try sample.putParameter("/p", "2")
    func label(_ version: Int?, _ labels: [String]) throws -> [String] {
      try sample.vault.write { try sample.parameters.label("/p", version: version, labels, in: $0).invalid }
    }
    #expect(try label(1, ["stable", "1st", "awsome", "ssm", "ok-1.2_3"]) == ["1st", "awsome", "ssm"])
    #expect(try sample.parameter("/p:stable") == "1")
    #expect(try label(nil, ["stable"]).isEmpty)
    #expect(try sample.parameter("/p:stable") == "2")
    #expect(sample.refusal { _ = try label(2, (0..<10).map { "l\($0)" }) } == "ParameterVersionLabelLimitExceeded")
    let (removed, invalid) = try sample.vault.write {
      try sample.parameters.unlabel("/p", version: 2, ["stable", "none"], in: $0)
    }
    #expect(removed == ["stable"] && invalid == ["none"])
  }

  @Test func aHundredVersionsUnlessTheOldestIsLabelled() throws {
    for number in 1...101 { try sample.putParameter("/p", "\(number)") }
    let entry = try sample.vault.read { try sample.parameters.find("/p", in: $0) }
    #expect(entry.versions.count == 100 && entry.versions[0].number == 2)
    _ = try sample.vault.write { try sample.parameters.label("/p", version: 2, ["keep"], in: $0) }
    #expect(sample.refusal { try sample.putParameter("/p", "x") } == "ParameterMaxVersionLimitExceeded")
  }

  @Test func policiesExpire() throws {
    let policy = #"[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2026-01-03T00:00:00.000Z"}}]"#
    #expect(sample.refusal { try sample.putParameter("/p", "x") { $0.policies = policy } } == "ValidationException")
    try sample.putParameter("/p", "x") {
      $0.policies = policy
      $0.tier = "Advanced"
    }
    #expect(try sample.parameter("/p") == "x")
    sample.clock.turn(days: 2)
    #expect(sample.refusal { _ = try sample.parameter("/p") } == "ParameterNotFound")
    #expect(try sample.putParameter("/p", "new").id == "1")
    for bad in ["{}", "x", #"[{"Type":"X"}]"#, #"[{"Type":"Expiration","Version":"1.0","Attributes":{}}]"#] {
      #expect(
        sample.refusal {
          try sample.putParameter("/q", "x") {
            $0.policies = bad; $0.tier = "Advanced"
          }
        } != nil)
    }
  }

  @Test func tagsComeWithNewParametersOnly() throws {
    try sample.putParameter("/p", "x") { $0.tags = [Tag(key: "a", value: "b")] }
    #expect(
      sample.refusal { try sample.putParameter("/p", "y") { $0.tags = [Tag(key: "a", value: "c")] } }
        == "ValidationException")
  }
}
