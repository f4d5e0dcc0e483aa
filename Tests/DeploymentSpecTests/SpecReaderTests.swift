import Diagnostics
import Quantities
import Testing
import Vocabulary

@testable import DeploymentSpec

@Suite struct SpecReaderTests {
  private func read(_ texts: String..., names: [String: [String]] = [:]) -> DeploymentSpec {
    SpecReader.read(
      texts.enumerated().map { SourceText(path: "doc\($0).md", text: $1) },
      vocabulary: EnvironmentVocabulary(custom: names))
  }

  @Test func columnsAreFoundByTheirWordsWhateverTheirOrder() {
    let spec = read(
      """
      ## 자원 배분

      > 표 위의 설명

      | 비고 | 메모리 | 환경 | 담당 | vCPU | 레플리카 |
      |---|---|---|---|---|---|
      | x | **1GB** | `Stg` | 김 | 0.5 | 1~2 |
      | y | 2GB[^1] | 운영 | 이 | 1.0 | 3 이상 |
      """)
    #expect(spec.tables.map(\.kind) == [.resourceLimits])
    #expect(spec.tables[0].unknownColumns.map(\.value) == ["담당"])
    let production = spec.sizes["production"]
    #expect(production?.memory?.value == Memory(mebibytes: 2048) && production?.cpu?.value.milli == 1000)
    #expect(production?.instances?.value == CountRange(3, nil))
    #expect(production?.memory?.citation.location.text == "2GB[^1]")
    #expect(spec.sizes["staging"]?.instances?.value == CountRange(1, 2))
  }

  @Test func environmentsAreKnownByAllTheirNames() {
    let spec = read(
      """
      ## 환경 목록
      | 이름 | 용도 |
      |---|---|
      | **로컬** | 개인 |
      | Dev | 개발 |
      | Sandbox | 제휴사 |
      | 프로덕션 | 서비스 |

      ## 리소스 제한
      | 환경 | CPU | Memory |
      |---|---|---|
      | sandbox | 0.25 | 512MB |
      | Live | 1 | 2GB |
      | 인수 | 0.5 | 1GB |
      """, names: ["staging": ["인수"]])
    #expect(spec.environmentNames == ["local", "development", "sandbox", "production", "staging"])
    #expect(spec.sizes["sandbox"]?.cpu?.value.milli == 250)
    #expect(spec.sizes["staging"]?.memory?.value == Memory(mebibytes: 1024))
  }

  @Test func sizesOfTheLimitsWinOverThoseOfTheOverview() {
    let spec = read(
      """
      ## Environments
      | Environment | Purpose |
      |---|---|
      | Dev | a |
      | Staging | b |
      | Prod | c |

      ## Compute
      | Resource | Service | Size | Count |
      |---|---|---|---|
      | Batch | Lambda | 256MB | as needed |
      | Application | ECS | 0.5 vCPU, 1GB | Dev:1, Stg:2, Prod:3+ |

      ## Resource limits
      | Environment | CPU | Memory | Min | Max |
      |---|---|---|---|---|
      | Production | 2 | 4GB | 2 | 8 |
      """)
    #expect(spec.sizes["production"]?.instances?.value == CountRange(2, 8))
    #expect(spec.sizes["production"]?.maximum?.citation.location.text == "8")
    #expect(spec.sizes["staging"]?.memory?.value == Memory(mebibytes: 1024))
    #expect(spec.sizes["staging"]?.instances?.value == CountRange(2, 2))
  }

  @Test func unitsMayStandInTheHeading() {
    let spec = read(
      """
      ## Resource allocation per environment
      | Environment | CPU (millicores) | Memory (GiB) | Instances (min–max) |
      |---|---|---|---|
      | UAT | 500 | 2 | 1–2 |
      | Pre-prod | 0.5 vCPU | 1 | 1 |
      | Prod | 2000 | 4 | 3–12 |

      ## 로깅
      | 로그 유형 | 보존 기간(일) |
      |---|---|
      | 앱 | 30 |
      """)
    #expect(spec.environmentNames == ["uat", "preproduction", "production"])
    #expect(spec.sizes["uat"]?.cpu?.value.milli == 500 && spec.sizes["uat"]?.memory?.value == Memory(mebibytes: 2048))
    #expect(spec.sizes["preproduction"]?.cpu?.value.milli == 500)
    guard case .span(TimeSpan(days: 30))? = spec.tables.last?.rows.first?[.retention]?.value else {
      Issue.record("30 is no 30 days")
      return
    }
  }

  @Test func environmentsMayBeColumns() {
    let spec = read(
      """
      ## 리소스 제한
      | 항목 | Dev | Staging | 운영 |
      |---|---|---|---|
      | vCPU | 0.25 | 0.5 | 1 |
      | 메모리 | 512MB | 1GB | 2GB |
      | 최소 인스턴스 | 1 | 1 | 2 |
      | 최대 인스턴스 | 1 | 2 | 8 |

      ## 환경별 설정값
      | 변수 | Dev | 운영 |
      |---|---|---|
      | LOG_LEVEL | debug | warn |
      | TOKEN | ✅ | ✅ |
      """)
    #expect(spec.tables.map(\.kind) == [.sizeMatrix, .variableValues])
    #expect(spec.sizes["production"]?.instances?.value == CountRange(2, 8))
    #expect(spec.sizes["production"]?.maximum?.citation.location.text == "8")
    #expect(spec.sizes["staging"]?.memory?.citation.location.text == "1GB")
    #expect(spec.variables["LOG_LEVEL"]?.values["production"]?.value == "warn")
    #expect(spec.variables["TOKEN"]?.values.isEmpty ?? false)
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

  @Test(arguments: [
    ("✅", Flag.State.yes), ("✔️", .yes), ("Yes", .yes), ("Y", .yes), ("O", .yes), ("예", .yes), ("필요", .yes),
    ("✅ (필수)", .yes), ("❌", .no),
    ("No", .no), ("N", .no), ("X", .no), ("아니오", .no), ("-", .no), ("❌ (승인 필요)", .no), ("⚪", .conditional),
    ("⚪️", .conditional), ("△", .conditional),
  ])
  func flags(_ text: String, _ state: Flag.State) { #expect(Flag(text)?.state == state) }

  @Test func flagsKeepTheirNotes() {
    #expect(Flag("❌ (승인 필요)")?.note == "승인 필요")
    #expect(Flag("maybe") == nil)
  }

  @Test(arguments: [
    ("⚪ = `DATABASE_URL` 사용 시 불필요", Legend.Condition.requiredUnless(["DATABASE_URL"])),
    ("⚪: not needed where A_URL or B_URL is set", .requiredUnless(["A_URL", "B_URL"])),
    ("⚪ = `S3_BUCKET` 사용 시 필수", .requiredIf(["S3_BUCKET"])), ("⚪ = 선택", .unclear),
  ])
  func legends(_ text: String, _ condition: Legend.Condition) {
    let source = SourceText(path: "x", text: text)
    #expect(Legend(text, source.whole)?.condition == condition)
  }

  @Test func containerSettingsAreFoundByLabel() {
    let spec = read(
      """
      ## 컨테이너
      | 항목 | 값 | 비고 |
      |---|---|---|
      | 베이스 이미지 | python:3.13-slim | |
      | 내부 포트 | 8000, 9100 | 앱, 메트릭 |
      | 실행 사용자 | non-root | |
      | 헬스체크 | GET /live | 1분 간격 |
      """)
    let settings = spec.container
    #expect(settings.baseImage?.value.description == "python:3.13-slim" && settings.ports?.value == [8000, 9100])
    #expect(settings.user?.value.name == nil && settings.user?.value.mustNotBeRoot == true)
    #expect(settings.healthPath?.value == "/live" && settings.healthInterval?.value == TimeSpan(seconds: 60))
  }

  @Test func theDocumentsOwnDockerfileFillsWhatTheTableLeavesOpen() {
    let spec = read(
      "## 4.1 Dockerfile\n\n```dockerfile\nFROM node:22 AS b\nFROM node:22-slim\nEXPOSE 9000\nUSER app\n```\n")
    #expect(spec.container.baseImage?.value.tag == "22-slim" && spec.container.ports?.value == [9000])
    #expect(spec.container.user?.citation.location.text == "app")
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

  @Test func policiesAndDiagramsAreRead() {
    let spec = read(
      """
      ## 3.1 파이프라인 개요
      ```
      ┌──────┐   ┌──────┐
      │ 빌드 │ → │ 배포 │
      └──────┘   └──────┘
      ```

      ## 4.2 정책
      ```yaml
      secret_policy:
        rotation:
          API_KEY: 90d
        access:
          production:
            - team: ops
              permission: admin
      ```
      """)
    #expect(spec.pipelineDiagram.map(\.value) == ["빌드", "배포"])
    #expect(spec.pipelineDiagram.map { $0.citation.location.text } == ["빌드", "배포"])
    #expect(spec.secretPolicies.first?.rotations.first?.every.value == TimeSpan(days: 90))
    #expect(spec.secretPolicies.first?.access.first?.team.citation.location.text == "ops")
  }

  @Test func providerNeutralWordsAreNotComparable() {
    let spec = read(
      "## Compute\n| Resource | Service | Size |\n|---|---|---|\n| Application | Container service | Medium |\n")
    guard case .unread("Medium")? = spec.tables.first?.rows.first?[.size]?.value else {
      Issue.record("Medium was read as something")
      return
    }
  }

  @Test(arguments: ["", "no headings\n", "| a |\n|---|\n", "---\nx: y\n", "# T\n\n| 환경 |\n|---|\n"])
  func emptyDocuments(_ text: String) {
    #expect(read(text).isEmpty)
  }
}
