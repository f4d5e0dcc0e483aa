import Diagnostics
import Quantities
import Testing
import Vocabulary

@testable import DeploymentSpec

@Suite struct VariableCatalogTests {
  private func read(_ texts: String..., names: [String: [String]] = [:]) -> DeploymentSpec {
    SpecReader.read(
      texts.enumerated().map { SourceText(path: "doc\($0).md", text: $1) },
      vocabulary: EnvironmentVocabulary(custom: names))
  }

  @Test func variablesJoinWhatAllTablesSay() {
    let spec = read(
      """
      ## 5.1 환경 변수 목록
      | 변수 | 시크릿 | 환경별 |
      |---|---|---|
      | API_KEY | ✅ | Y |
      | REGION | ❌ | ❌ (공통) |
      """,
      """
      ## 2.2 외부
      | 변수명 | 타입 | 필수 | 시크릿 |
      |---|---|---|---|
      | `API_KEY` | string | ⚪ | O |
      | `MODE` | enum(a, b) | 필수 | X |

      > ⚪ = `TOKEN_FILE` 사용 시 불필요

      ## 4.1 시크릿 목록
      | 시크릿명 | 환경 | 관리 도구 | 교체 주기 |
      |---|---|---|---|
      | API_KEY | Staging/Prod | AWS Parameter Store | 30일 |
      | API_KEY | Dev | GitHub Secrets | |
      """)
    let key = spec.variables["API_KEY"]
    #expect(key?.isSecret ?? false)
    #expect(key?.perEnvironment?.value == true && spec.variables["REGION"]?.perEnvironment?.value == false)
    #expect(key?.store(in: "production")?.value == .parameterStore && key?.store(in: "development")?.value == .github)
    #expect(key?.rotation?.value == TimeSpan(days: 30))
    guard case .conditional(let legend)? = key?.requirement?.value else {
      Issue.record("API_KEY is not conditional")
      return
    }
    #expect(legend?.condition == .requiredUnless(["TOKEN_FILE"]))
    #expect(spec.variables["MODE"]?.allowedValues?.value == ["a", "b"])
    #expect(
      spec.variables["REGION"]?.effectiveRequirement.map { $0.value.word } == "required",
      "listed where no table has a column for it")
  }

  struct Words: Sendable {
    let name: String, description: String, column: String, value: String, type: VariableType?
  }

  @Test(arguments: [
    Words(name: "SITE", description: "Public URL of the site", column: "string", value: "", type: .url),
    Words(name: "SITE", description: "결제 서버의 URL", column: "string", value: "", type: .url),
    Words(name: "SITE", description: "URL prefix", column: "string", value: "", type: .string),
    Words(name: "SITE", description: "URL or path of the site", column: "string", value: "", type: .string),
    Words(name: "SITE", description: "Public URL", column: "string", value: "localhost:80", type: .string),
    Words(name: "SITE_URL", description: "Where it is", column: "string", value: "https://a.test", type: .url),
    Words(name: "SITE_URL", description: "Where it is", column: "string", value: "", type: .string),
    Words(name: "DB", description: "DB 연결 문자열", column: "string", value: "postgresql://db/a", type: .url),
    Words(name: "DB", description: "DB 연결 문자열", column: "string", value: "Server=db", type: .string),
    Words(name: "LISTEN", description: "서버 포트 (HTTP)", column: "number", value: "80", type: .port),
    Words(
      name: "LISTEN", description: "Port number that the server listens on", column: "number", value: "", type: .port),
    Words(name: "PORT", description: "", column: "number", value: "", type: .port),
    Words(name: "SERIAL_PORT", description: "Serial port", column: "string", value: "", type: .string),
    Words(name: "FROM", description: "보낸 사람의 이메일 주소", column: "string", value: "", type: .email),
    Words(name: "FROM", description: "E-mail address for replies", column: "string", value: "", type: .email),
    Words(name: "JWT_EXPIRES_IN", description: "JWT 만료 시간", column: "string", value: "15m", type: .duration),
    Words(name: "JWT_EXPIRES_IN", description: "JWT 만료 시간", column: "string", value: "", type: .string),
    Words(name: "CLEANUP", description: "정리 주기", column: "string", value: "*/5 * * * *", type: .string),
    Words(name: "ROUNDS", description: "해시 라운드", column: "number", value: "12", type: .integer),
    Words(name: "ROUNDS", description: "Number of attempts", column: "number", value: "", type: .integer),
    Words(name: "RATIO", description: "Number of attempts", column: "number", value: "0.5", type: .number),
    Words(name: "DEBUG", description: "디버그", column: "", value: "false", type: .boolean),
    Words(name: "HOME_URL", description: "홈", column: "string", value: "${BASE}/home", type: .string),
  ])
  func wordsSayTheType(_ words: Words) {
    let spec = read(
      """
      ## 환경변수
      | 변수명 | 설명 | 타입 | 기본값 |
      |---|---|---|---|
      | `\(words.name)` | \(words.description) | \(words.column) | \(words.value) |
      """)
    #expect(spec.variables[words.name]?.type?.value == words.type, "\(words)")
  }

  @Test(arguments: [
    ("at least 32 characters", 32), ("32자 이상", 32), ("최소 16글자", 16), ("32+ chars", 32), ("minimum 24 bytes", 24),
    ("32자", nil), ("16 to 32 characters", nil), ("at least 16 and at most 64 characters", nil), ("키 2개 이상", nil),
  ])
  func wordsSayTheLeastLength(_ text: String, _ least: Int?) {
    let spec = read(
      """
      ## Environment variables
      | Variable | Description | Type | Note |
      |---|---|---|---|
      | A | Signing key, \(text) | string | |
      | B | Signing key | string | \(text) |
      """)
    #expect(spec.variables["A"]?.minimumLength?.value == least)
    #expect(spec.variables["B"]?.minimumLength?.value == least)
  }

  @Test(
    arguments: [
      ("Log level (debug, info, warn)", "enum", "info", ["debug", "info", "warn"]),
      ("로그 레벨 (debug/info/warn)", "enum", "", ["debug", "info", "warn"]),
      ("Level: one of debug, info or warn.", "string", "", ["debug", "info", "warn"]),
      ("레벨: debug, info, warn 중 하나", "string", "", ["debug", "info", "warn"]),
      ("Log level (debug, info, warn)", "string", "", nil), ("Level (debug, info)", "enum", "trace", nil),
      ("json, text", "enum", "json", ["json", "text"]), ("Format: json/text", "enum", "", ["json", "text"]),
      ("json, text", "string", "json", nil), ("한글, 설명", "enum", "", nil),
      ("One of the many settings", "string", "", nil), ("Log level (see below, and the wiki)", "enum", "", nil),
    ] as [(String, String, String, [String]?)])
  func wordsSayTheAllowedValues(_ text: String, _ type: String, _ value: String, _ values: [String]?) {
    let spec = read(
      """
      ## Environment variables
      | Variable | Description | Type | Default |
      |---|---|---|---|
      | LEVEL | \(text) | \(type) | \(value) |
      """)
    #expect(spec.variables["LEVEL"]?.allowedValues?.value == values)
  }

  @Test func aBlockOfZodIsReadOverSeveralLines() {
    let spec = read(
      """
      ## 검증
      ```typescript
      // the environment
      export const schema = z.object({
        NODE_ENV: z
          .enum(['development', 'production']) // no staging, yet
          .default('development'),
        /* { ( */
        PORT: z.coerce.number().int().min(1).max(65535), MAIL: z.string().email(),
        "SITE": z.string().url({ message: 'a, URL' }),
        KEY: z.string().min(32, 'too short').refine((v) => ok(v, ')')),
        TTL: z.string().optional()
      }).strict()
      const later = { NOT: z.string() }
      ```
      """)
    let variables = spec.variables
    #expect(variables.names == ["NODE_ENV", "PORT", "MAIL", "SITE", "KEY", "TTL"])
    #expect(variables["NODE_ENV"]?.allowedValues?.value == ["development", "production"])
    #expect(variables["NODE_ENV"]?.defaultValue?.value == "development")
    #expect(variables["PORT"]?.type?.value == .port && variables["MAIL"]?.type?.value == .email)
    #expect(variables["SITE"]?.type?.value == .url && variables["KEY"]?.minimumLength?.value == 32)
    #expect(variables["KEY"]?.type?.citation.location.text.hasPrefix("KEY: z.string()") ?? false)
  }

  @Test func environmentBlocksAndFlagsGiveValues() {
    let spec = read(
      """
      ## Environments
      | Environment | Purpose |
      |---|---|
      | Staging | a |
      | Production | b |

      ### 3.4 Production
      ```env
      # .env.production
      LEVEL=warn
      KEY=${PROD_KEY}
      ```

      ## 플래그 목록
      | 플래그 | 기본값 | 환경별 |
      |---|---|---|
      | FEATURE_A | false | Staging만 true |
      | FEATURE_B | false | 필요 시 true |
      """)
    #expect(spec.variables["LEVEL"]?.values["production"]?.value == "warn")
    #expect(spec.variables["LEVEL"]?.values["production"]?.citation.location.text == "warn")
    #expect(spec.variables["FEATURE_A"]?.values.mapValues(\.value) == ["staging": "true", "production": "false"])
    #expect(spec.variables["FEATURE_B"]?.values.isEmpty ?? false)
  }

  /// Columns of environments beside those of a variable: values of settings, stores of secrets.
  @Test func aVariablesRowMayHaveAColumnForEachEnvironment() throws {
    let spec = read(
      """
      ## 1.1 Environments

      | Environment | Purpose |
      |---|---|
      | Staging | a |
      | Production | b |

      ## 4.1 Variables

      | Variable | Description | Secret | Local | Staging | Production |
      |---|---|---|---|---|---|
      | `GATE_PORT` | port | ❌ | 3000 | 3000 | 8080 |
      | `TENANT` | who | ❌ | each their own | ✅ | - |
      | `SEAL_KEY` | key | ✅ | local | Secrets Manager | Parameter Store |
      """)
    let port = try #require(spec.variables["GATE_PORT"])
    #expect(port.values.mapValues(\.value) == ["local": "3000", "staging": "3000", "production": "8080"])
    #expect(spec.variables["TENANT"]?.values.isEmpty == true)
    let key = try #require(spec.variables["SEAL_KEY"])
    #expect(key.values.isEmpty && key.store(in: "staging")?.value == .secretsManager)
    #expect(key.store(in: "production")?.value == .parameterStore && key.store(in: nil) == nil)
    #expect(spec.tables.flatMap(\.unknownColumns).isEmpty)
  }

  @Test func aSwitchMaySayInItsDescriptionWhereItIsOn() {
    let spec = read(
      """
      ## 1.1 Environments

      | Environment | Purpose |
      |---|---|
      | Staging | a |
      | Production | b |

      ## 2.1 Variables

      | Variable | Type | Default | Description |
      |---|---|---|---|
      | `BETA` | boolean | false | 베타 (Staging만 true) |
      | `TRACE` | boolean | false | true while staging is debugged |
      """)
    #expect(spec.variables["BETA"]?.values.mapValues(\.value) == ["staging": "true", "production": "false"])
    #expect(spec.variables["TRACE"]?.values.isEmpty == true)
  }
}
