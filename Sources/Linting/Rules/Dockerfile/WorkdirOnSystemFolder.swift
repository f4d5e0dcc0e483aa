struct WorkdirOnSystemFolder: DockerfileRule {
  static let card = RuleCard(
    "workdir-on-system-folder", .dockerfile, summary: "WORKDIR is a folder of the system.",
    rationale: "What the build writes there may replace the system's own files, or vanish below a mount.",
    severity: .warning,
    aliases: ["DS-0030"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nWORKDIR ⟦/usr/bin⟧\nUSER node"),
    .flags("FROM node:20-alpine\nWORKDIR ⟦/proc/1⟧\nUSER node"),
    .passes("FROM node:20-alpine\nWORKDIR /usr/src/app\nWORKDIR /opt/app\nWORKDIR /home/node\nUSER node"),
  ]

  private static let folders = [
    "/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/sys", "/usr/bin", "/usr/lib", "/usr/sbin",
  ]
  private static let exact: Set<String> = ["/", "/usr", "/var", "/run"]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions where instruction.keyword == .workdir {
      let path = ContextPath.normalizedAbsolute(instruction.arguments.text)
      let isInside = Self.folders.contains {
        path == $0 || (["/dev", "/proc", "/sys"].contains($0) && path.hasPrefix($0 + "/"))
      }
      guard isInside || Self.exact.contains(path) && path != "/" else { continue }
      report.flag(
        file.place(instruction.arguments), "'\(path)' is a folder of the system",
        help: "work in a folder of your own, such as /app")
    }
  }
}
