import Cryptography
import Testing
import Vault

@Suite struct ResolverTests {
  let sample: SampleVault

  init() throws { sample = try SampleVault() }

  private func filled() throws -> (arn: String, old: String) {
    let entry = try sample.create("app/db", #"{"user":"admin","pass":"p:w\"1","port":5432,"a.b":true}"#)
    let old = entry.versions[0].id
    try sample.put("app/db", #"{"user":"admin","pass":"two"}"#)
    try sample.create("plain", "text")
    try sample.putParameter("/app/level", "info")
    try sample.putParameter("/app/level", "debug")
    _ = try sample.vault.write { try sample.parameters.label("/app/level", version: 1, ["calm"], in: $0) }
    return (try #require(ResourceName.arn(of: entry)), old)
  }

  @Test func everyForm() throws {
    let (arn, old) = try filled()
    let partial = String(arn.dropLast(7))
    let cases = [
      ("plain", "text"), ("\(arn):pass::", "two"), ("\(arn):pass:AWSPREVIOUS:", #"p:w"1"#),
      ("\(arn):port::\(old)", "5432"),
      ("\(partial):user::", "admin"), ("/app/level", "debug"), ("/app/level:1", "info"), ("/app/level:calm", "info"),
      ("arn:aws:ssm:us-east-1:123456789012:parameter/app/level", "debug"),
      ("/aws/reference/secretsmanager/plain", "text"), ("/aws/reference/secretsmanager/plain:AWSCURRENT", "text"),
      ("{{resolve:secretsmanager:plain}}", "text"), ("{{resolve:secretsmanager:plain:SecretString}}", "text"),
      ("{{resolve:secretsmanager:plain:SecretString::}}", "text"),
      ("{{resolve:secretsmanager:app/db:SecretString:pass}}", "two"),
      ("{{resolve:secretsmanager:app/db:SecretString:pass:AWSPREVIOUS}}", #"p:w"1"#),
      ("{{resolve:secretsmanager:app/db:SecretString:a.b::\(old)}}", "true"),
      ("{{resolve:secretsmanager:\(arn):SecretString:user}}", "admin"), ("{{resolve:ssm:/app/level}}", "debug"),
      ("{{resolve:ssm:/app/level:1}}", "info"), ("{{resolve:ssm-secure:/app/level:2}}", "debug"),
      (
        "postgres://{{resolve:secretsmanager:app/db:SecretString:user}}:{{resolve:secretsmanager:app/db:SecretString:pass}}@h/d",
        "postgres://admin:two@h/d"
      ),
      ("{{resolve:ssm:/app/level}}{{resolve:ssm:/app/level}}", "debugdebug"),
    ]
    for (reference, value) in cases { #expect(try sample.resolve(reference) == value, "\(reference)") }
    #expect(try sample.resolve(arn)?.contains("two") == true)
  }

  /// A line of many references takes as long as many lines of one: a search to each line's end would take minutes.
  @Test func aLineOfManyReferences() {
    for (text, count) in [("{{resolve:ssm:/a}} ", 100_000), ("{{resolve:ssm:/a ", 1), ("{{resolve:ssm:/a}\n", 100_000)]
    {
      let bytes = Array(String(repeating: text, count: 100_000).utf8)
      var found = 0
      let time = ContinuousClock().measure { found = DynamicReference.occurrences(in: bytes).count }
      #expect(found == count && time < .seconds(20), "\(text): \(time)")
    }
  }

  @Test func whatIsRefusedNamesItsReference() throws {
    _ = try filled()
    let error = #expect(throws: ServiceError.self) { try sample.resolve("x {{resolve:secretsmanager:none}} y") }
    #expect(error?.message.hasPrefix("'{{resolve:secretsmanager:none}}': ") == true && error?.isNotFound == true)
  }

  @Test func theDeployedArnFindsItsStandIn() throws {
    _ = try filled()
    let deployed = "arn:aws:secretsmanager:ap-northeast-2:999999999999:secret:app/db-XyZ123"
    #expect(try sample.resolve("\(deployed):user::") == "admin")
    #expect(try sample.resolve("arn:aws:ssm:ap-northeast-2:999999999999:parameter/app/level") == "debug")
  }

  @Test(arguments: [
    "", "arn:aws:s3:::bucket", "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-bcdefg:key", "{{resolve:ssm:}}",
    "{{resolve:vault:x}}", "{{resolve:ssm:/app/level", "{{resolve:secretsmanager:plain:Binary}}",
    "{{resolve:secretsmanager:plain:SecretString:k:AWSCURRENT:11111111-2222-3333-4444-555555555555}}",
  ]) func whatIsNoReference(_ text: String) throws {
    _ = try filled()
    #expect(throws: ReferenceError.self) { try sample.resolve(text) }
  }

  @Test func whatIsNotThere() throws {
    _ = try filled()
    #expect(sample.refusal { _ = try sample.resolve("none") } == "ResourceNotFoundException")
    #expect(sample.refusal { _ = try sample.resolve("{{resolve:ssm:/none}}") } == "ParameterNotFound")
    #expect(
      sample.refusal { _ = try sample.resolve("{{resolve:secretsmanager:app/db:SecretString:none}}") }
        == "ResourceNotFoundException")
    #expect(
      sample.refusal { _ = try sample.resolve("{{resolve:secretsmanager:plain:SecretString:none}}") }
        == "InvalidRequestException")
  }

  @Test func aNameInTwoStores() throws {
    try sample.create("both", "secret")
    try sample.putParameter("both", "parameter")
    #expect(throws: AmbiguousName(name: "both", stores: [.secretsManager, .parameterStore])) {
      try sample.resolve("both")
    }
    #expect(try sample.resolve("both", store: .parameterStore) == "parameter")
    #expect(try sample.resolve("both", store: .secretsManager) == "secret")
  }

  @Test func noValueIsInAMessage() throws {
    try sample.create("broken", "{hunter2-not-json")
    do {
      _ = try sample.resolve("{{resolve:secretsmanager:broken:SecretString:key}}")
      Issue.record("it resolved")
    } catch {
      #expect(!"\(error)".contains("hunter2"))
    }
  }
}
