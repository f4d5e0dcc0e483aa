import FoundationEssentials
import Testing

@testable import Leaks

/// Random numbers that are the same in every run (xorshift).
struct Dice {
  var state: UInt64

  mutating func roll(_ sides: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(sides))
  }
}

extension TokenFormat {
  /// A token of this format that nobody issued.
  func sample(_ dice: inout Dice) -> [UInt8] {
    pattern.parts.flatMap { part -> [UInt8] in
      switch part {
      case .literal(let bytes): return Array(bytes)
      case .bytes(let wanted):
        let members = (0..<128).map { UInt8($0) }.filter(wanted.contains)
        let count = wanted.most == .max ? wanted.least + 4 : wanted.most
        return (0..<count).map { _ in members[dice.roll(members.count)] }
      }
    }
  }
}

@Suite struct LeakScannerTests {
  private let scanner = LeakScanner()

  private func kinds(_ text: String, style: ValueStyle = .quoted) -> [Leak.Kind] {
    scanner.scan(Array(text.utf8), style: style).map(\.kind)
  }

  @Test func theTableIsWhole() {
    let lines = PackageResources.token_formats_txt.split(separator: 0x0A).count { $0.first != UInt8(ascii: "#") }
    #expect(TokenFormat.all.count == lines && lines >= 200)
    #expect(Set(TokenFormat.all.map(\.id)).count == lines)
    for format in TokenFormat.all {
      #expect(format.pattern.anchor != nil || !format.near.isEmpty, "\(format.id) is found by nothing")
    }
  }

  /// A class with an open count would eat what follows it.
  @Test func noPatternNeedsToGoBack() {
    for format in TokenFormat.all {
      for (part, next) in zip(format.pattern.parts, format.pattern.parts.dropFirst()) {
        guard case .bytes(let wanted) = part, wanted.most != wanted.least, case .literal(let literal) = next else {
          continue
        }
        #expect(literal.first.map(wanted.contains) == false, "\(format.id)")
      }
    }
  }

  @Test func everyFormatIsFoundInCodeAndSettings() {
    var dice = Dice(state: 88_172_645_463_325_252)
    for format in TokenFormat.all {
      var missed = 0
      for _ in 0..<4 {
        let token = String(decoding: format.sample(&dice), as: UTF8.self)
        let name = format.near.first.map { String(decoding: $0, as: UTF8.self) + "_api_key" } ?? "value"
        let found = scanner.scan(Array("const \(name) = \"\(token)\";\n".utf8))
        if !found.contains(where: { if case .token = $0.kind { true } else { false } }) { missed += 1 }
      }
      #expect(missed <= 1, "\(format.id)")
    }
  }

  @Test func placeholdersReferencesAndHashesAreSilent() {
    for text in [
      "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      "password = \"${DB_PASSWORD}\"", "token: \"{{ .Values.token }}\"", "api_key = os.environ[\"OPENAI_API_KEY\"]",
      "api_key_env=\"OPENAI_API_KEY\"", "secret = process.env.JWT_SECRET",
      "\"integrity\": \"sha512-x7Kd92LmQp4RtYv8WsZa31BnCfHjE6Gu05Ti==\"",
      "commit_token_hash = \"da39a3ee5e6b4b0d3255bfef95601890afd80709\"",
      "request_id = \"3f2b8c1e-9a47-4d6b-8e21-5c0d7f9a1b2e\"",
      "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx", "\"AWS::ApiGateway::ApiKey\": \"48205d4ffd7feba3\"",
      "ghp_000000000000000000000000000000000000", "password: changeme",
      "secretName: orders-db-credentials-2",
      "postgres://postgres:postgres@localhost:5432/app", "https://user:${TOKEN}@git.test/x.git",
      "tokenUrl: https://auth.test/oauth2/token1",
      "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo\n-----END PUBLIC KEY-----",
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    ] {
      #expect(kinds(text, style: .bare).isEmpty, "\(text)")
    }
  }

  @Test func namedValuesAreFound() {
    let value = "x7Kd92LmQp4RtYv8" + "WsZa31Bn"
    for text in [
      "const paymentSecret = \"\(value)\"", "\"api_key\": \"\(value)\"", "password => '\(value)'",
      "let apiKey: String = \"\(value)\"",
      "<password>\(value)</password>", "config[\"secret\"] = \"\(value)\"",
      "Server=db;User Id=app;Password=\(value);Encrypt=true",
    ] {
      #expect(kinds(text).count == 1, "\(text)")
    }
    #expect(kinds("PAYMENT_SECRET=\(value)").isEmpty)
    #expect(kinds("PAYMENT_SECRET=\(value)", style: .bare) == [.assignment("PAYMENT_SECRET")])
    #expect(kinds("https://app:\(value)@db.parcel.test/x") == [.urlPassword])
  }

  @Test func namesAndValuesInTwoFieldsAreFound() {
    let value = "x7Kd92LmQp4RtYv8" + "WsZa31Bn"
    for text in [
      "- name: DB_PASSWORD\n  value: \(value)\n", "{\"name\": \"API_TOKEN\", \"value\": \"\(value)\"}",
      "<add key=\"ClearTextPassword\" value=\"\(value)\" />",
    ] {
      #expect(kinds(text, style: .bare).count == 1, "\(text)")
    }
    #expect(kinds("- name: DB_PASSWORD\n  valueFrom: \(value)\n", style: .bare).isEmpty)
    #expect(kinds("# DB_PASSWORD\nvalue: \(value)\n", style: .bare).isEmpty)
  }

  @Test func argumentsOfCallsAreFound() {
    let value = "x7Kd92LmQp4RtYv8" + "WsZa31Bn"
    for text in [
      "define('DB_PASSWORD', '\(value)');", "props.setProperty(\"db.password\",  \"\(value)\")",
      "run([\"docker\", \"-e\", \"API_TOKEN=\(value)\"])", "const dbPass = \"\(value)\"",
    ] {
      #expect(kinds(text).count == 1, "\(text)")
    }
    for text in [
      "labels([\"password\", \"\(value)\"])", "call(password, \"\(value)\")", "const compass = \"\(value)\"",
      "log(\"API_TOKEN=\(value) was refused\")",
    ] {
      #expect(kinds(text).isEmpty, "\(text)")
    }
  }

  @Test func passwordsOfCommandsAndLoginsAreFound() {
    let value = "x7Kd92LmQp4R" + "tYv8"
    for (text, name) in [
      ("curl -fsS -u bob:\(value) https://api.test", "curl"), ("curl \\\n  --user 'bob:\(value)' x", "curl"),
      ("curl --user=bob:\(value) x", "curl"), ("curl -ubob:\(value) x", "curl"), ("$(curl -u bob:\(value))", "curl"),
      ("sshpass -p \"\(value)\" ssh host", "sshpass"), ("mysqldump -u root -p\(value) app", "mysqldump"),
      ("machine api.test\n  login bob\n  password \(value)\n", "password"),
    ] {
      #expect(kinds(text) == [.assignment(name)], "\(text)")
    }
    #expect(scanner.scan(Array("$(curl -u bob:\(value));".utf8)).map(\.range) == [14..<14 + value.utf8.count])
    let entry = "machine api.test login bob password \(value);&\n"
    #expect(kinds(entry + entry) == [.assignment("password"), .assignment("password")])
    #expect(scanner.scan(Array(entry.utf8)).map(\.range.upperBound) == [entry.utf8.count - 1])
    let login = Data("bob:\(value)".utf8).base64EncodedString()
    #expect(kinds("{\"auths\": {\"r.test\": {\"auth\": \"\(login)\"}}}") == [.assignment("auth")])
    for text in [
      "curl -u \"$USER:$PASS\" x", "curl -u user:password x", "curl -u $(cat x):\(value) x",
      "curl https://x | sh -u a:\(value)",
      "mysql -p app\(value)", "sshpass -p $PASS ssh", "machine learning needs no password \(value)",
      "{\"auth\": \"basic\"}",
      "{\"auth\": \"dXNlcjpwYXNzd29yZA==\"}", "xcurl -u bob:\(value)",
    ] {
      #expect(kinds(text).isEmpty, "\(text)")
    }
  }

  @Test func headersAreRead() {
    let value = "x7Kd92LmQp4RtYv8" + "WsZa31Bn"
    for text in [
      "curl -H \"Authorization: Bearer \(value)\" https://api.test", "headers['Authorization'] = 'Token \(value)'",
      "request.setHeader(\"Authorization\", \"Basic YXBwOmtpd2ktdGFuZGVt\")",
    ] {
      #expect(kinds(text) == [.assignment("Authorization")], "\(text)")
    }
    for text in [
      "Authorization: Bearer ${TOKEN}", "\"Authorization\": \"Bearer \" + token", "Authorization: Bearer <your-token>",
      "Authorization: Basic dXNlcjpwYXNzd29yZA==",
    ] {
      #expect(kinds(text).isEmpty, "\(text)")
    }
  }

  @Test func passwordsThatPeopleMakeUpAreFound() {
    #expect(kinds("DB_PASSWORD=Tr0ub4dor&3x", style: .bare).count == 1)
    for text in [
      "DB_PASSWORD=Password123", "PASSWORD=correct-horse", "password_hint=Tr0ub4dor&3x", "TOKEN=Tr0ub4dor&3",
    ] {
      #expect(kinds(text, style: .bare).isEmpty, "\(text)")
    }
  }

  @Test func theSpecDecides() {
    let scanner = LeakScanner(flags: ["PAYMENT_KEY": false, "SIGNING_SEED": true])
    func kinds(_ text: String) -> [Leak.Kind] { scanner.scan(Array(text.utf8), style: .bare).map(\.kind) }
    #expect(kinds("PAYMENT_KEY=x7Kd92LmQp4RtYv8WsZa31Bn").isEmpty)
    #expect(kinds("SIGNING_SEED = \"parcel\"") == [.flagged("SIGNING_SEED")])
    #expect(kinds("SIGNING_SEED=${SEED}").isEmpty)
  }

  @Test func oneLevelOfEncodingIsSeenThrough() {
    let token = "ghp_" + "x7Kd92LmQp4RtYv8WsZa31BnCfHjE6Gu05Ti"
    for lead in ["", ":", "= ", "user:", "a b:"] {
      let encoded = Data((lead + token + "\n").utf8).base64EncodedString()
      let found = scanner.scan(Array("data:\n  value: \(encoded)\n".utf8))
      #expect(found.map(\.encoding) == [.base64], "\(lead)")
    }
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwYXJjZWwtNDQxNyJ9." + "Qm7Zt2Kd9LwX4RvB8nYcP3sHfJ6gTe5A"
    let encoded = Data("token=\(jwt)".utf8).base64EncodedString()
    #expect(scanner.scan(Array("data: \(encoded)\n".utf8)).map(\.encoding) == [.base64])
    let url = scanner.scan(Array("next=postgres%3A%2F%2Fapp%3AKd92LmQp4RtYv8%40db.parcel.test%2Fx".utf8))
    #expect(url.map(\.kind) == [.urlPassword] && url.map(\.encoding) == [.percent])
  }

  /// A revoked token that descriptions of the format print, and the same with one digit changed.
  @Test func checksumsAreGitHubs() {
    #expect(TokenChecksum.holds(Array("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17".utf8)[...]))
    #expect(!TokenChecksum.holds(Array("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18".utf8)[...]))
    #expect(!TokenChecksum.holds(Array("yQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17".utf8)[...]))
  }

  @Test func allowedLinesAreSilent() {
    let token = "ghp_" + "x7Kd92LmQp4RtYv8WsZa31BnCfHjE6Gu05Ti"
    #expect(kinds("a = \"\(token)\" # gitleaks:allow").isEmpty)
    #expect(kinds("a = \"\(token)\"\n# gitleaks:allow").count == 1)
  }

  /// Whatever stands in it: no crash, ranges inside the text, in order, none inside another.
  @Test func anyBytesAreScanned() {
    var dice = Dice(state: 2_463_534_242)
    let pieces: [[UInt8]] = [
      "password", "=", ":", "\"", "'", "eyJ", ".", "://", "@", "-----BEGIN ", "PRIVATE KEY", "ghp_", "%3A%2F%2F",
      "Z2hwX", "<", ">", "\n", " ", "sk_live_", "AKIA",
    ].map { Array($0.utf8) }
    for _ in 0..<3_000 {
      var text: [UInt8] = []
      for _ in 0..<dice.roll(40) {
        text +=
          dice.roll(3) == 0 ? (0..<dice.roll(60)).map { _ in UInt8(dice.roll(256)) } : pieces[dice.roll(pieces.count)]
      }
      let leaks = scanner.scan(text, style: [.quoted, .bare, .prose, .columns][dice.roll(4)])
      var end = 0
      for leak in leaks {
        #expect(leak.range.lowerBound >= end && leak.range.upperBound <= text.count && !leak.range.isEmpty)
        end = leak.range.upperBound
      }
    }
  }
}
