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
