import ByteSearch
import Diagnostics

struct PipCacheLeft: DockerfileRule {
  static let card = RuleCard(
    "pip-cache-left", .dockerfile, summary: "What pip downloads stays in the image.",
    rationale: "Nobody runs pip again in the same layer.", severity: .advice, aliases: ["DL3042"])

  static let examples: [Example] = [
    .flags("FROM python:3.12\nRUN pip ⟦install⟧ flask==3.0\nUSER app", spec: "# Nothing"),
    .passes("FROM python:3.12\nRUN pip install --no-cache-dir flask==3.0\nUSER app", spec: "# Nothing"),
    .passes("FROM python:3.12\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask==3.0\nUSER app", spec: "# Nothing"),
    .passes("FROM python:3.12\nRUN PIP_NO_CACHE_DIR=1 pip install flask==3.0\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask==3.0\nUSER app",
      spec: "# Nothing"),
    .passes("FROM python:3.12\nRUN pip install flask==3.0 && pip cache purge\nUSER app", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for call in file.installs(of: .pip) where !call.has("--no-cache-dir") && !isCacheOff(call, file) {
      report.flag(
        file.place(call.subcommand), "what pip downloads stays in the layer", help: "add --no-cache-dir",
        fix: .safe(call.inserting("--no-cache-dir", file)))
    }
  }

  private func isCacheOff(_ call: PackageCall, _ file: DockerfileSubject) -> Bool {
    let step = call.step
    if step.mounts.contains(where: {
      $0.type != "bind" && $0.type != "secret" && ($0.target ?? "").contains("cache")
        || ($0.target ?? "").hasPrefix("/root")
    }) {
      return true
    }
    if step.script.commands.contains(where: { $0.assignments.contains { $0.text.hasPrefix("PIP_NO_CACHE_DIR=") } }) {
      return true
    }
    if step.invocations.contains(where: {
      $0.program == "export" && $0.arguments.contains { $0.text.hasPrefix("PIP_NO_CACHE_DIR=") }
    }) {
      return true
    }
    if step.invocations.contains(where: {
      $0.program.hasPrefix("pip") && $0.arguments.map(\.text) == ["cache", "purge"]
    }) {
      return true
    }
    return step.removes("/root/.cache") || file.definitions(before: step).contains { $0.key == "PIP_NO_CACHE_DIR" }
  }
}
