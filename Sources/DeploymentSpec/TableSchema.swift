/// How a kind of table is recognised, and what its columns are called, in Korean and in English.
struct TableSchema: Sendable {
  let kind: TableKind
  /// Words of the heading above it.
  let headings: [String]
  let columns: [ColumnSchema]
  /// Fields without which a table is not of this kind.
  let required: [SpecField]
  /// Fields of which at least one must be there.
  let oneOf: [SpecField]
  /// Whether further columns are named after environments.
  let environmentColumns: EnvironmentColumns

  enum EnvironmentColumns { case none, allowed, needed }

  init(
    _ kind: TableKind, headings: [String], required: [SpecField], oneOf: [SpecField] = [],
    environmentColumns: EnvironmentColumns = .none, _ columns: [ColumnSchema]
  ) {
    self.kind = kind
    self.headings = headings
    self.columns = columns
    self.required = required
    self.oneOf = oneOf
    self.environmentColumns = environmentColumns
  }
}

struct ColumnSchema: Sendable {
  enum Content: Sendable {
    case text, flag, cpu, memory, size, span, count, counts, threshold, blocks, money, percent, environments, store
  }

  let field: SpecField
  let content: Content
  let words: [String]

  init(_ field: SpecField, _ content: Content = .text, _ words: [String]) {
    self.field = field
    self.content = content
    self.words = words
  }
}

extension TableSchema {
  private static let note = ColumnSchema(
    .note, ["비고", "참고", "notes", "note", "remarks", "remark", "comment", "comments"])
  private static let purpose = ColumnSchema(
    .purpose, ["용도", "목적", "역할", "purpose", "use", "used for", "usage", "role"])
  private static let description = ColumnSchema(.description, ["설명", "description", "meaning", "details", "내용"])
  private static let resource = ColumnSchema(
    .resource, ["리소스", "자원", "구성 요소", "구성요소", "resource", "component", "item", "항목"])
  private static let service = ColumnSchema(.service, ["서비스", "service", "product"])
  private static let environmentWords = ["환경", "환경명", "environment", "env", "stage", "tier"]
  private static let storeWords = [
    "관리 도구", "관리도구", "도구", "저장소", "보관소", "보관 위치", "store", "stored in", "secret store", "tool", "manager", "managed by",
    "managed in", "location",
  ]

  static let all: [TableSchema] = [
    TableSchema(
      .environments,
      headings: ["환경 구성", "환경 목록", "환경 개요", "배포 환경", "environments", "environment list", "environment overview"],
      required: [.environment], oneOf: [.purpose, .url, .infrastructure, .description],
      [
        ColumnSchema(.environment, .environments, environmentWords + ["name", "이름"]),
        purpose,
        ColumnSchema(.url, ["url", "주소", "도메인", "domain", "host", "hostname", "endpoint", "address", "base url"]),
        ColumnSchema(.infrastructure, ["인프라", "인프라 구성", "infrastructure", "infra", "hosting"]), note, description,
      ]),
    TableSchema(
      .environmentTraits,
      headings: [
        "환경별 특성", "환경별 설정", "환경별 차이", "characteristics", "traits", "differences", "per environment", "by environment",
      ],
      required: [.trait], environmentColumns: .needed,
      [
        ColumnSchema(
          .trait, ["특성", "특징", "항목", "설정", "trait", "characteristic", "setting", "property", "aspect", "feature"]),
        note,
      ]),
    TableSchema(
      .compute, headings: ["컴퓨팅", "컴퓨트", "compute", "computing"], required: [.resource], oneOf: [.size, .counts],
      [
        resource, service,
        ColumnSchema(.size, .size, ["사양", "크기", "스펙", "size", "sizing", "spec", "specs", "specification", "capacity"]),
        ColumnSchema(
          .counts, .counts,
          [
            "환경별 수량", "수량", "개수", "인스턴스 수", "count", "counts", "quantity", "instances", "count per environment",
            "per environment", "replicas",
          ]),
        note,
      ]),
    TableSchema(
      .databases, headings: ["데이터베이스", "database", "databases", "data stores", "db"], required: [.resource],
      oneOf: [.size, .backup],
      [
        resource, service,
        ColumnSchema(
          .size, ["사양", "크기", "인스턴스", "size", "class", "instance class", "instance", "spec", "specification"]),
        ColumnSchema(.backup, .span, ["백업", "백업 보존", "backup", "backups", "backup retention"]), note,
      ]),
    TableSchema(
      .storage, headings: ["스토리지", "저장소", "storage"], required: [.resource, .service],
      [resource, service, purpose, note]),
    TableSchema(
      .network, headings: ["네트워크", "network", "networking", "vpc"], required: [.resource, .setting],
      [
        resource, service,
        ColumnSchema(
          .setting, .blocks, ["설정", "값", "setting", "settings", "configuration", "config", "cidr", "value", "range"]),
        note,
      ]),
    TableSchema(
      .pipelineStages, headings: ["배포 단계", "파이프라인", "pipeline", "stages"], required: [.stage],
      oneOf: [.description, .tool, .condition, .note],
      [
        ColumnSchema(.stage, ["단계", "스테이지", "stage", "step", "phase"]), description,
        ColumnSchema(.tool, ["도구", "tool"]),
        ColumnSchema(.condition, ["조건", "condition", "trigger"]), note,
      ]),
    TableSchema(
      .branches, headings: ["브랜치", "branch", "branches", "branching"], required: [.branch],
      oneOf: [.environment, .automatic, .purpose],
      [
        ColumnSchema(.branch, ["브랜치", "branch", "branch pattern"]), purpose,
        ColumnSchema(
          .environment, .environments,
          ["배포 환경", "배포환경", "대상 환경", "deploys to", "deployment environment", "target", "target environment"]
            + environmentWords),
        ColumnSchema(
          .automatic, .flag,
          [
            "자동 배포", "자동배포", "자동", "auto deploy", "auto-deploy", "automatic", "automatic deployment", "auto",
            "automated",
          ]), note,
      ]),
    TableSchema(
      .rollback, headings: ["롤백", "rollback", "roll back"], required: [.situation], oneOf: [.method, .duration],
      [
        ColumnSchema(.situation, ["상황", "시나리오", "situation", "scenario", "case", "trigger", "when"]),
        ColumnSchema(.method, ["롤백 방식", "방식", "방법", "method", "strategy", "action", "how", "rollback method"]),
        ColumnSchema(
          .duration, .span, ["소요 시간", "소요시간", "목표 시간", "시간", "time", "duration", "time limit", "target time", "takes"]),
        note,
      ]),
    TableSchema(
      .containerSettings,
      headings: ["컨테이너 설정", "컨테이너", "container settings", "container", "container configuration", "image"],
      required: [.setting, .value],
      [
        ColumnSchema(.setting, ["설정", "항목", "속성", "setting", "item", "property", "key", "option", "parameter"]),
        ColumnSchema(.value, ["값", "설정값", "value"]), note, description,
      ]),
    TableSchema(
      .resourceLimits,
      headings: [
        "리소스 제한", "리소스 할당", "자원 제한", "리소스", "resource limits", "resource allocation", "resources", "sizing", "limits",
      ],
      required: [.environment], oneOf: [.cpu, .memory, .instances, .minimum],
      [
        ColumnSchema(.environment, .environments, environmentWords),
        ColumnSchema(.cpu, .cpu, ["cpu", "vcpu", "vcpus", "cpu 제한", "cpu limit", "프로세서", "cores"]),
        ColumnSchema(.memory, .memory, ["memory", "메모리", "mem", "ram", "memory limit", "메모리 제한"]),
        ColumnSchema(
          .instances, .count,
          [
            "최소/최대 인스턴스", "최소/최대", "인스턴스", "인스턴스 수", "인스턴스 범위", "레플리카", "min/max instances", "min/max", "instances",
            "instance count", "replicas", "tasks", "min/max tasks", "min/max replicas", "scale", "수량",
          ]),
        ColumnSchema(
          .minimum, .count,
          ["최소", "최소 인스턴스", "min", "minimum", "min instances", "minimum instances", "min replicas", "min tasks"]),
        ColumnSchema(
          .maximum, .count,
          ["최대", "최대 인스턴스", "max", "maximum", "max instances", "maximum instances", "max replicas", "max tasks"]), note,
      ]),
    TableSchema(
      .sizeMatrix,
      headings: [
        "리소스 제한", "리소스 할당", "자원 제한", "리소스", "resource limits", "resource allocation", "resources", "sizing", "limits",
      ],
      required: [.trait], environmentColumns: .needed,
      [ColumnSchema(.trait, ["리소스", "항목", "자원", "설정", "resource", "limit", "item", "setting", "size"]), note]),
    TableSchema(
      .variableValues,
      headings: [
        "환경별 값", "환경별 설정값", "환경별 환경 변수", "환경별 변수", "values by environment", "values per environment",
        "variables by environment", "variables per environment", "environment values",
      ],
      required: [.name], environmentColumns: .needed,
      [
        ColumnSchema(.name, ["변수", "변수명", "환경변수", "환경 변수", "variable", "variable name", "name", "key", "이름", "키"]),
        note,
      ]),
    TableSchema(
      .variables, headings: ["환경 변수", "환경변수", "변수", "environment variables", "variables", "env vars"],
      required: [.name], oneOf: [.secret, .required, .type, .perEnvironment, .defaultValue],
      environmentColumns: .allowed,
      [
        ColumnSchema(
          .name,
          [
            "변수", "변수명", "환경변수", "환경 변수", "variable", "variable name", "env var", "environment variable", "name", "key",
            "이름", "키",
          ]),
        description, ColumnSchema(.type, ["타입", "유형", "자료형", "형식", "type", "data type"]),
        ColumnSchema(.required, .flag, ["필수", "필수 여부", "required", "mandatory", "required?"]),
        ColumnSchema(.defaultValue, ["기본값", "기본", "default", "default value"]),
        ColumnSchema(
          .secret, .flag,
          ["시크릿", "비밀", "비밀 여부", "민감", "민감 정보", "secret", "secret?", "sensitive", "confidential", "is secret"]),
        ColumnSchema(
          .perEnvironment, .flag,
          [
            "환경별", "환경별 상이", "환경별 값", "per environment", "per env", "per-environment", "per-env", "varies",
            "varies by environment", "env-specific", "environment-specific",
          ]),
        ColumnSchema(.example, ["예시", "예", "example"]),
        ColumnSchema(.allowedValues, ["허용값", "허용 값", "값", "allowed values", "allowed", "values", "options"]), note,
      ]),
    TableSchema(
      .secrets, headings: ["시크릿 목록", "secrets", "secret list", "secret inventory"], required: [.name], oneOf: [.store],
      [
        ColumnSchema(
          .name, ["시크릿명", "시크릿 이름", "시크릿", "secret", "secret name", "name", "변수", "변수명", "variable", "key"]),
        ColumnSchema(.environments, .environments, ["적용 환경", "environments", "scope", "적용"] + environmentWords),
        ColumnSchema(.store, .store, storeWords),
        ColumnSchema(
          .rotation, .span, ["교체 주기", "순환 주기", "갱신 주기", "로테이션", "rotation", "rotation period", "rotate every"]), note,
        purpose,
      ]),
    TableSchema(
      .secretStores,
      headings: ["시크릿 관리", "비밀 관리", "secret management", "secrets management", "secret stores", "managing secrets"],
      required: [.store, .purpose], [ColumnSchema(.store, .store, storeWords), purpose, note]),
    TableSchema(
      .featureFlags, headings: ["플래그", "feature flags", "feature flag", "flags"], required: [.name],
      oneOf: [.defaultValue, .environments],
      [
        ColumnSchema(.name, ["플래그", "플래그명", "기능 플래그", "flag", "feature flag", "flag name"]), description,
        ColumnSchema(.defaultValue, ["기본값", "default", "default value"]),
        ColumnSchema(
          .environments, ["환경별", "환경", "per environment", "environments", "by environment", "enabled in", "overrides"]),
        note,
      ]),
    TableSchema(
      .startupChecks, headings: ["시작 시 검증", "검증", "startup checks", "startup validation", "validation"],
      required: [.check, .failure],
      [
        ColumnSchema(.check, ["검증 항목", "항목", "check", "validation", "what is checked"]),
        ColumnSchema(
          .failure, ["실패 시 동작", "실패 시", "on failure", "failure action", "if it fails", "action on failure"]), note,
      ]),
    TableSchema(
      .checklist, headings: ["체크리스트", "checklist"], required: [.trait], environmentColumns: .needed,
      [ColumnSchema(.trait, ["항목", "점검 항목", "item", "check", "task", "step"]), note]),
    TableSchema(
      .metrics, headings: ["메트릭", "지표", "metrics", "alarms", "monitoring"], required: [.metric, .condition],
      [
        ColumnSchema(.metric, ["메트릭", "지표", "metric", "measure"]), ColumnSchema(.tool, ["도구", "tool", "source"]),
        ColumnSchema(
          .condition, .threshold,
          [
            "알림 조건", "임계값", "조건", "condition", "alarm", "alert condition", "threshold", "alarm condition",
            "alerts when",
          ]), note,
      ]),
    TableSchema(
      .logs, headings: ["로깅", "로그", "logging", "logs", "log retention"], required: [.log, .retention],
      [
        ColumnSchema(.log, ["로그 유형", "로그", "유형", "log", "log type", "logs", "type", "kind"]),
        ColumnSchema(.store, ["저장소", "저장 위치", "store", "storage", "destination", "stored in", "where"]),
        ColumnSchema(.retention, .span, ["보존 기간", "보존", "보관 기간", "retention", "kept for", "retention period"]), note,
      ]),
    TableSchema(
      .alertChannels, headings: ["알림", "alerts", "alerting", "notifications", "alert channels"], required: [.channel],
      oneOf: [.purpose, .target],
      [
        ColumnSchema(.channel, ["채널", "channel"]), purpose,
        ColumnSchema(.target, ["대상", "수신자", "target", "recipient", "recipients", "to", "audience"]), note,
      ]),
    TableSchema(
      .scaling, headings: ["auto scaling", "autoscaling", "오토 스케일링", "오토스케일링", "스케일링", "scaling", "scaling policy"],
      required: [.condition, .action],
      [
        ColumnSchema(.condition, .threshold, ["조건", "condition", "trigger", "when"]),
        ColumnSchema(.action, ["액션", "동작", "조치", "action"]),
        ColumnSchema(.cooldown, .span, ["쿨다운", "대기 시간", "cooldown", "cool-down", "cool down"]), note,
      ]),
    TableSchema(
      .traffic, headings: ["트래픽", "traffic", "load"], required: [.period, .rate],
      [
        ColumnSchema(.period, ["시간대", "시간", "구분", "period", "time", "when", "phase", "scenario"]),
        ColumnSchema(
          .rate, .count, ["예상 rps", "rps", "요청 수", "requests per second", "expected rps", "requests/s", "tps"]),
        ColumnSchema(.instances, .count, ["인스턴스 수", "인스턴스", "instances", "tasks", "replicas"]), note,
      ]),
    TableSchema(
      .recoveryObjectives, headings: ["rpo", "rto", "복구 목표", "recovery objectives", "recovery targets"],
      required: [.metric, .target],
      [
        ColumnSchema(.metric, ["메트릭", "지표", "metric", "objective"]),
        ColumnSchema(.target, .span, ["목표", "목표값", "target", "goal", "value"]),
        ColumnSchema(.strategy, ["전략", "방법", "strategy", "how", "method", "means"]), note,
      ]),
    TableSchema(
      .backups, headings: ["백업", "backup", "backups"], required: [.subject], oneOf: [.interval, .retention],
      [
        ColumnSchema(.subject, ["대상", "백업 대상", "데이터", "target", "what", "data", "subject", "resource"]),
        ColumnSchema(.interval, .span, ["주기", "백업 주기", "frequency", "interval", "schedule", "cadence", "how often"]),
        ColumnSchema(.retention, .span, ["보존", "보존 기간", "보관", "retention", "kept for", "retention period"]),
        ColumnSchema(
          .restoreTest, .span, ["복구 테스트", "복원 테스트", "restore test", "restore tests", "recovery test", "restore drill"]),
        note,
      ]),
    TableSchema(
      .availabilityZones, headings: ["multi-az", "multi az", "가용 영역", "가용영역", "availability zones", "availability"],
      required: [.resource, .zones],
      [
        resource,
        ColumnSchema(
          .zones, .count, ["az 분산", "az", "az 수", "가용 영역", "zones", "azs", "availability zones", "az spread"]), note,
      ]),
    TableSchema(
      .networkSecurity, headings: ["네트워크 보안", "network security"], required: [.layer, .setting],
      [
        ColumnSchema(.layer, ["레이어", "계층", "layer", "tier"]),
        ColumnSchema(
          .setting,
          ["보안 설정", "설정", "security", "security setting", "controls", "control", "setting", "measures", "protection"]),
        note,
      ]),
    TableSchema(
      .accessControl, headings: ["접근 제어", "접근 권한", "access control", "access"], required: [.resource, .method],
      [
        resource,
        ColumnSchema(.method, ["접근 방식", "접근 방법", "방식", "access method", "method", "how", "access", "access via"]), note,
      ]),
    TableSchema(
      .costs, headings: ["예상 비용", "비용", "cost", "costs", "estimated cost", "budget"], required: [.resource, .amount],
      [
        resource,
        ColumnSchema(
          .amount, .money,
          ["예상 비용", "비용", "금액", "월 비용", "cost", "monthly cost", "estimated cost", "amount", "per month", "estimate"]),
        note,
      ]),
    TableSchema(
      .savings, headings: ["비용 절감", "절감", "savings", "cost savings", "saving", "cost reduction"],
      required: [.measure, .rate],
      [
        ColumnSchema(.measure, ["방안", "방법", "measure", "option", "approach", "means"]),
        ColumnSchema(.rate, .percent, ["절감율", "절감률", "saving", "savings", "reduction", "saves"]),
        ColumnSchema(.scope, ["적용", "적용 대상", "scope", "applies to", "when", "where"]), note,
      ]),
    TableSchema(
      .changes,
      headings: ["변경 이력", "변경이력", "개정 이력", "change log", "changelog", "changes", "revision history", "history"],
      required: [.version], oneOf: [.date, .change],
      [
        ColumnSchema(.version, ["버전", "version", "rev", "revision"]), ColumnSchema(.date, ["날짜", "일자", "date"]),
        ColumnSchema(.author, ["작성자", "author", "by"]),
        ColumnSchema(.change, ["변경 내용", "변경내용", "내용", "change", "changes", "description", "what changed"]),
      ]),
  ]
}

extension ColumnSchema {
  init(_ field: SpecField, _ words: [String]) {
    self.init(field, .text, words)
  }
}
