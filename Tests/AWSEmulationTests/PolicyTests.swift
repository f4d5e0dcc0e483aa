import Testing

@testable import AWSEmulation

/// Identity policies decide as IAM does.
@Suite struct PolicyTests {
  private func policy(_ statements: String) throws -> IdentityPolicy {
    try IdentityPolicy("{\"Version\": \"2012-10-17\", \"Statement\": [\(statements)]}")
  }

  private let read = "secretsmanager:GetSecretValue"

  private func resource(_ arn: String = "arn:x", tags: [(String, String)] = [], stages: [String] = []) -> PolicyResource
  {
    PolicyResource(arn: arn, shown: nil, tags: tags.map { ($0.0, $0.1) }, versionStages: stages)
  }

  @Test func denyWinsAndNothingIsNotAllowed() throws {
    let allow = "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}"
    let deny = "{\"Effect\": \"Deny\", \"Action\": [\"secretsmanager:Get*\"], \"Resource\": \"arn:x\"}"
    #expect(try policy(allow).decide(read, on: resource()) == .allowed)
    #expect(try policy("\(allow), \(deny)").decide(read, on: resource()) == .denied)
    #expect(try policy("\(deny), \(allow)").decide(read, on: resource("arn:y")) == .allowed)
    #expect(try policy(deny).decide("ssm:GetParameter", on: resource()) == .notAllowed)
    #expect(try policy("").decide(read, on: resource()) == .notAllowed)
  }

  @Test func actionsKnowNoCaseAndResourcesDo() throws {
    let policy = try policy(
      "{\"Effect\": \"Allow\", \"Action\": \"SecretsManager:getsecretVALUE\", \"Resource\": \"arn:Shop/*\"}")
    #expect(policy.decide(read, on: resource("arn:Shop/a")) == .allowed)
    #expect(policy.decide(read, on: resource("arn:shop/a")) == .notAllowed)
  }

  @Test(arguments: [
    ("*", "", true), ("*", "anything", true), ("a*c", "abc", true), ("a*c", "ac", true), ("a*c", "ab", false),
    ("a?c", "abc", true),
    ("a?c", "ac", false), ("**a**", "bab", true), ("a", "ab", false), ("ab", "a", false), ("a*b*c", "aXbYbZc", true),
    ("", "", true),
    ("", "a", false), ("*-??????", "name-abc123", true), ("*-??????", "name-abc12", false),
  ])
  func wildcards(pattern: String, text: String, expected: Bool) {
    #expect(WildcardPattern(pattern).matches(text) == expected)
  }

  @Test func manyStarsTakeNoLonger() {
    let pattern = WildcardPattern(String(repeating: "*a", count: 2000) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 4000)))
  }

  @Test(arguments: [
    ("StringEquals", "blue", true), ("StringEquals", "red", false), ("StringEqualsIgnoreCase", "BLUE", true),
    ("StringLike", "bl*", true), ("StringNotEquals", "red", true), ("StringNotLike", "b*", false),
    ("StringNotEqualsIgnoreCase", "BLUE", false), ("ForAllValues:StringEquals", "blue", true),
  ])
  func conditions(comparison: String, value: String, expected: Bool) throws {
    let policy = try policy(
      """
      {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"\(comparison)": {"aws:ResourceTag/Team": "\(value)"}}}
      """)
    #expect((policy.decide(read, on: resource(tags: [("Team", "blue")])) == .allowed) == expected)
  }

  @Test func whatIsAbsent() throws {
    func decide(_ comparison: String) throws -> Bool {
      try policy(
        """
        {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"\(comparison)": {"aws:ResourceTag/Team": "blue"}}}
        """
      ).decide(read, on: resource()) == .allowed
    }
    #expect(try !decide("StringEquals"))
    #expect(try decide("StringEqualsIfExists"))
    #expect(try decide("StringNotEquals"))
    #expect(try decide("ForAllValues:StringEquals"))
    #expect(try !decide("ForAnyValue:StringEquals"))
  }

  /// AWS IAM User Guide, "IAM JSON policy elements: Condition": keys are not case-sensitive, and a tag's key is part of one.
  @Test(arguments: [
    ("aws:ResourceTag/Team", "team", true), ("AWS:RESOURCETAG/TEAM", "Team", true),
    ("secretsmanager:ResourceTag/team", "TEAM", true), ("ssm:ResourceTag/team", "team", false),
    ("aws:ResourceTag/team", "teams", false),
  ])
  func keysOfTagsKnowNoCase(key: String, tag: String, expected: Bool) throws {
    let policy = try policy(
      """
      {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"\(key)": "blue"}}}
      """)
    #expect((policy.decide(read, on: resource(tags: [(tag, "blue")])) == .allowed) == expected)
    #expect(policy.decide(read, on: resource(tags: [(tag, "BLUE")])) == .notAllowed)
  }

  @Test func tagsThatDifferInCaseOnlyAllowTogetherAndDenyEach() throws {
    let condition = "\"Condition\": {\"StringEquals\": {\"aws:ResourceTag/team\": \"blue\"}}"
    let allow = try policy("{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\", \(condition)}")
    let deny = try policy(
      "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}, "
        + "{\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\", \(condition)}")
    let mixed = resource(tags: [("Team", "blue"), ("team", "red")])
    #expect(allow.decide(read, on: mixed) == .notAllowed)
    #expect(deny.decide(read, on: mixed) == .denied)
    #expect(allow.decide(read, on: resource(tags: [("Team", "blue"), ("team", "blue")])) == .allowed)
  }

  @Test func eitherSpellingOfAPathIsMeant() throws {
    var path = resource("arn:aws:ssm:us-east-1:1:parameter/prod")
    path.otherARN = "arn:aws:ssm:us-east-1:1:parameter/prod/"
    let allow = "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}"
    for written in ["prod", "prod/"] {
      let deny = "{\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*:parameter/\(written)\"}"
      #expect(try policy("\(allow), \(deny)").decide("ssm:GetParametersByPath", on: path) == .denied)
    }
  }

  @Test func severalConditionsMustAllHold() throws {
    let policy = try policy(
      """
      {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
        "StringEquals": {"aws:ResourceTag/A": ["1", "2"], "secretsmanager:ResourceTag/B": "3"},
        "ForAnyValue:StringEquals": {"secretsmanager:VersionStage": "AWSCURRENT"}}}
      """)
    #expect(policy.decide(read, on: resource(tags: [("A", "2"), ("B", "3")], stages: ["AWSCURRENT"])) == .allowed)
    #expect(policy.decide(read, on: resource(tags: [("A", "2")], stages: ["AWSCURRENT"])) == .notAllowed)
    #expect(policy.decide(read, on: resource(tags: [("A", "2"), ("B", "3")], stages: ["OLD"])) == .notAllowed)
  }
}
