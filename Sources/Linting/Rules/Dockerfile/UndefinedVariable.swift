import Artifacts
import Diagnostics

struct UndefinedVariable: DockerfileRule {
  static let card = RuleCard(
    "undefined-variable", .dockerfile, summary: "An instruction uses a variable that neither ARG nor ENV defines.",
    rationale:
      "It is replaced by nothing, without a word. Of a base image that is not known here, only names close to a defined one are reported.",
    severity: .warning, aliases: ["UndefinedVar"])

  static let examples: [Example] = [
    .flags("FROM alpine:3.22\nARG DIR_BINARIES=bin\nCOPY ⟦$DIR_ASSETS⟧ /app/\nUSER app", spec: "# Nothing"),
    .flags("FROM alpine:3.22\nENV PATH=⟦$PAHT⟧:/app/bin\nUSER app", spec: "# Nothing"),
    .flags("ARG TAG=1\nFROM alpine:3.22\nLABEL tag=⟦${TAG}⟧\nUSER app", spec: "# Nothing"),
    .passes(
      "FROM alpine:3.22 AS base\nENV APP=/app\nFROM base\nWORKDIR $APP\nCOPY ${EXTRA:-.} ${A+b} /x/\nUSER app",
      spec: "# Nothing"),
    .passes("FROM node:20\nLABEL node=$NODE_VERSION path=$PATH\nUSER node"),
    .passes("FROM registry.test/unknown:1\nWORKDIR $SOMETHING\nUSER app", spec: "# Nothing"),
    .flags(
      "FROM nginx:1.29\nCOPY ⟦<<EOF⟧ /etc/nginx/x.conf\ntry_files $uri $uri/ /;\nEOF\nUSER nginx", spec: "# Nothing"),
    .flags("FROM registry.test/web:1\nCOPY ⟦<<EOF⟧ /x.conf\nset $host $HOST;\nEOF\nUSER app", spec: "# Nothing"),
    .passes("FROM nginx:1.29\nCOPY <<'EOF' /x.conf\ntry_files $uri $uri/ /;\nEOF\nUSER nginx", spec: "# Nothing"),
    .passes(
      "FROM nginx:1.29\nARG PORT=80\nCOPY <<EOF /x.conf\nlisten $PORT; \\$uri\nEOF\nUSER nginx", spec: "# Nothing"),
    .passes("FROM nginx:1.29\nRUN <<EOF\nset -e\necho $uri\nEOF\nUSER nginx", spec: "# Nothing"),
    .passes("FROM alpine:3.22\nENV A='$B' C=\\$D\nRUN echo $E\nCMD echo $F\nUSER app", spec: "# Nothing"),
  ]

  /// Of what a heredoc holds one: its marker is where it is mended.
  func check(_ file: DockerfileSubject, _ report: inout Report) {
    var seen: Set<Int> = []
    for reference in file.variables.inStages {
      if let heredoc = reference.heredoc {
        guard seen.insert(heredoc.marker.lowerBound).inserted else { continue }
        report.flag(
          file.place(heredoc.marker), "'$\(reference.name)' in this heredoc is replaced by nothing when it is copied",
          help: "quote the delimiter, <<'\(heredoc.delimiter)', so that the text is copied as it stands",
          related: [RelatedLocation(file.place(reference.range), "nothing above defines it")])
        continue
      }
      report.flag(
        file.place(reference.range), "'\(reference.name)' is not defined above", help: help(reference))
    }
  }

  private func help(_ reference: BuildVariables.Undefined) -> String {
    if reference.isGlobal {
      return "the ARG above the first FROM reaches no stage: repeat `ARG \(reference.name)` in this one"
    }
    if BuildVariables.platformArguments.contains(reference.name) { return "declare it: `ARG \(reference.name)`" }
    return reference.nearest.map { "did you mean '\($0)'?" } ?? "define it by ARG or ENV"
  }
}
