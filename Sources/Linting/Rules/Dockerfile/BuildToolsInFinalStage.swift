import Syntax

struct BuildToolsInFinalStage: DockerfileRule {
  static let card = RuleCard(
    "build-tools-in-final-stage", .dockerfile, summary: "The final stage carries what only a build needs.",
    rationale:
      "Compilers and development dependencies make the image large, and help an intruder.",
    severity: .advice)

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nRUN apk add --no-cache ⟦g++⟧ make curl\nUSER node"),
    .flags("FROM node:20\nRUN apt-get update && apt-get install -y ⟦build-essential⟧\nUSER node"),
    .flags("FROM node:20-alpine\nRUN ⟦npm ci⟧\nUSER node"),
    .passes(
      "FROM node:20-alpine AS build\nRUN apk add --no-cache g++ make && npm ci\nFROM node:20-alpine\nRUN npm ci --omit=dev\nUSER node"
    ),
    .passes("FROM node:20-alpine\nRUN apk add --no-cache --virtual .build g++ && make && apk del .build\nUSER node"),
    .passes("FROM node:20-alpine\nRUN npm ci && npm run build && npm prune --omit=dev\nUSER node"),
    .passes("FROM node:20-alpine\nENV NODE_ENV=production\nRUN npm ci\nUSER node"),
  ]

  private static let tools: Set<String> = [
    "build-essential", "build-base", "gcc", "g++", "gcc-c++", "clang", "cmake", "make", "automake", "autoconf",
    "libtool",
    "linux-headers", "musl-dev", "libc-dev", "libc6-dev", "python3-dev", "python-dev", "python3-devel", "rustc",
    "cargo",
    "golang", "golang-go", "default-jdk", "openjdk-17-jdk", "openjdk-21-jdk", "maven", "gradle",
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    guard let stage = file.tree.finalStage else { return }
    let kept = file.tree.ancestors(of: stage)
    var removals = PackageRemovals()
    for manager in [PackageManager.Name.aptGet, .apt, .aptitude, .apk, .yum, .dnf, .microdnf, .zypper] {
      for call in file.installs(of: manager) where kept.contains(call.step.stage) && !removals.contain(call) {
        let found = call.packages.filter { Self.tools.contains($0.text.prefix { $0 != "=" && $0 != "~" }.lowercased()) }
        guard let first = found.first else { continue }
        report.flag(
          file.place(first), "\(PackageCall.list(found)) \(found.count == 1 ? "stays" : "stay") in the final image",
          help: "build in a stage of its own and COPY --from it")
      }
    }
    checkNode(file, kept, &report)
  }

  /// Which programs take packages out again, asked for many calls of one RUN after the other.
  private struct PackageRemovals {
    private static let words: Set<String> = ["del", "purge", "remove", "autoremove", "erase", "rm"]
    private var instruction: DockerfileInstruction?
    private var programs: Set<String> = []

    mutating func contain(_ call: PackageCall) -> Bool {
      if instruction !== call.step.instruction {
        instruction = call.step.instruction
        let removing = call.step.invocations.filter { $0.arguments.contains { Self.words.contains($0.text) } }
        programs = Set(removing.map(\.program))
      }
      return programs.contains(call.invocation.program)
    }
  }

  private func checkNode(_ file: DockerfileSubject, _ kept: Set<Int>, _ report: inout Report) {
    var prunes = false
    file.forEachInvocation(of: NodeCommand.managers) { invocation, step in
      if kept.contains(step.stage), NodeCommand.prunes(invocation) { prunes = true }
    }
    guard !prunes else { return }
    file.forEachInvocation(of: NodeCommand.managers) { invocation, step in
      guard kept.contains(step.stage), NodeCommand.isInstall(invocation), NodeCommand.installsProject(invocation),
        !invocation.arguments.contains(where: { NodeCommand.omitsDev($0.text) }), !file.isProduction(before: step)
      else { return }
      let end = invocation.arguments.first { !$0.isFlag }?.range.upperBound ?? invocation.name.range.upperBound
      report.flag(
        file.place(invocation.name.range.lowerBound..<end), "development dependencies stay in the final image",
        help: "add --omit=dev, or build in a stage of its own")
    }
  }
}
