import Artifacts
import Diagnostics

struct UnreadableSize: WorkloadRule {
  static let card = RuleCard(
    "unreadable-size", .sizing,
    summary: "A size or a number of instances is written in a form that the platform does not read.",
    rationale: "The platform refuses the file, or takes a default in silence.", severity: .error)

  static let examples: [Example] = [
    .flags(
      #"{"family": "api", "cpu": "⟦a lot⟧", "memory": "512", "containerDefinitions": [{"name": "api"}]}"#,
      in: "task.json", spec: "# Nothing"),
    .flags("services:\n  api:\n    image: api:1\n    mem_limit: ⟦512 megs⟧", in: "compose.yaml", spec: "# Nothing"),
    .flags(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: api:1\n    resources: {limits: {memory: ⟦512MB⟧}}",
      in: "k8s/api.yaml", spec: "# Nothing"),
    .passes("services:\n  api:\n    image: api:1\n    mem_limit: ${LIMIT}", in: "compose.yaml", spec: "# Nothing"),
  ]

  func check(_ subject: WorkloadSubject, _ report: inout Report) {
    let name = subject.workload.runtime
    func flag<Value>(_ fact: Fact<Value>?, _ what: String, _ forms: String) {
      guard case .unreadable(let text, let location)? = fact else { return }
      report.flag(
        location, "'\(text)' is not a \(what) that \(Self.platform(name)) reads", help: "expected \(forms)",
        environment: subject.environment)
    }
    flag(subject.workload.cpu, "CPU size", Self.cpuForms(name))
    flag(subject.workload.memory, "memory size", Self.memoryForms(name))
    flag(subject.workload.instances?.minimum, "number of instances", "a whole number")
    for container in subject.workload.containers {
      flag(container.cpu, "CPU size", Self.cpuForms(name))
      flag(container.cpuRequest, "CPU size", Self.cpuForms(name))
      flag(container.memory, "memory size", Self.memoryForms(name))
      flag(container.memoryRequest, "memory size", Self.memoryForms(name))
    }
  }

  private static func platform(_ runtime: Runtime) -> String {
    switch runtime {
    case .image, .compose: "compose"
    case .ecs: "Amazon ECS"
    case .kubernetes: "Kubernetes"
    }
  }

  private static func cpuForms(_ runtime: Runtime) -> String {
    switch runtime {
    case .image, .compose: "cores, such as 0.5"
    case .ecs: "units, such as 512, or '.5 vCPU'"
    case .kubernetes: "cores or thousandths, such as 0.5 or 500m"
    }
  }

  private static func memoryForms(_ runtime: Runtime) -> String {
    switch runtime {
    case .image, .compose: "a size such as 512m or 1g"
    case .ecs: "MiB, such as 512, or '1 GB'"
    case .kubernetes: "a size such as 512Mi or 1Gi"
    }
  }
}
