import Artifacts
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
    .flags("FROM python:3.12\nENV PIP_NO_CACHE_DIR=off\nRUN pip ⟦install⟧ flask==3.0\nUSER app", spec: "# Nothing"),
    .flags("FROM python:3.12\nRUN PIP_NO_CACHE_DIR=0 pip ⟦install⟧ flask==3.0\nUSER app", spec: "# Nothing"),
    .passes("FROM python:3.12\nENV PIP_NO_CACHE_DIR=yes\nRUN pip install flask==3.0\nUSER app", spec: "# Nothing"),
    .passes("FROM python:3.12\nRUN PIP_NO_CACHE_DIR=1 pip install flask==3.0\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask==3.0\nUSER app",
      spec: "# Nothing"),
    .passes("FROM python:3.12\nRUN pip install flask==3.0 && pip cache purge\nUSER app", spec: "# Nothing"),
    .passes("FROM python:3.12\nRUN pip install flask==3.0 && rm -rf ~/.cache\nUSER app", spec: "# Nothing"),
    .flags("FROM python:3.12\nRUN rm -rf /root/.cache && pip ⟦install⟧ flask==3.0\nUSER app", spec: "# Nothing"),
    .flags(
      "FROM python:3.12\nRUN --mount=type=cache,target=/var/cache/apt pip ⟦install⟧ flask==3.0\nUSER app",
      spec: "# Nothing"),
    .passes(
      "FROM python:3.12\nRUN --mount=type=cache,target=/home/app/.cache pip install flask==3.0\nUSER app",
      spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    var removals = Removals(of: ["/root/.cache/pip", "~/.cache/pip", "$HOME/.cache/pip"])
    let purges = PackageCall.lastPlaces(
      of: ["cache"], in: file.calls(of: .pip).filter { $0.operands.map(\.text) == ["purge"] && $0.flags.isEmpty })
    for call in file.installs(of: .pip) where !call.has("--no-cache-dir") && !isCacheOff(call.step, file) {
      let place = call.subcommand.range.upperBound
      guard purges[ObjectIdentifier(call.step.instruction), default: 0] <= place,
        !removals.follow(place, in: call.step)
      else { continue }
      report.flag(
        file.place(call.subcommand), "pip keeps what it downloads in the layer", help: "add --no-cache-dir",
        fix: .unsafe(call.inserting("--no-cache-dir", file)))
    }
  }

  private func isCacheOff(_ step: BuildStep, _ file: DockerfileSubject) -> Bool {
    if step.mounts.contains(where: isPipCache) { return true }
    if step.settings.contains(where: { $0.name == "PIP_NO_CACHE_DIR" && Self.isTrue($0.value) }) { return true }
    return Self.isTrue(file.definition(of: "PIP_NO_CACHE_DIR", before: step)?.value ?? "")
  }

  /// As pip reads its settings; what a variable says is not known.
  private static func isTrue(_ value: String) -> Bool {
    ["1", "true", "on", "yes", "y", "t"].contains(value.lowercased()) || value.contains("$")
  }

  /// A cache or tmpfs mount on pip's own folder, or on one that holds it.
  private func isPipCache(_ mount: BuildMount) -> Bool {
    guard mount.type == "cache" || mount.type == "tmpfs", let target = mount.target else { return false }
    return target.contains("pip") || target.contains("$")
      || ["/root", "/root/", "/root/.cache", "/root/.cache/"].contains(target)
      || target.hasPrefix("/home/") && (target.hasSuffix("/.cache") || target.hasSuffix("/.cache/"))
  }
}
