import Diagnostics
import Syntax

struct ShadowedProcessVariable: DotenvRule {
  static let card = RuleCard(
    "shadowed-process-variable", .dotenv, summary: "A dotenv file sets a variable that every process has already.",
    rationale:
      "Most loaders keep the process's own, so the line does nothing; a shell that reads it finds no commands any more.",
    severity: .warning)

  static let examples: [Example] = [
    .flags("⟦PATH⟧=/opt/parcel/bin\n", in: ".env.staging"),
    .passes("PARCEL_PATH=/opt/parcel\n", in: ".env.staging", spec: "# Nothing"),
  ]

  private static let names: Set<String> = [
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "PWD", "OLDPWD", "HOSTNAME", "TERM", "IFS", "UID", "LD_PRELOAD",
    "LD_LIBRARY_PATH",
  ]

  func check(_ file: DotenvSubject, _ report: inout Report) {
    for entry in file.entries where Self.names.contains(entry.key) {
      report.flag(
        Location(file.source, entry.keyRange), "'\(entry.key)' belongs to the process",
        help: "give the application's setting a name of its own")
    }
  }
}
