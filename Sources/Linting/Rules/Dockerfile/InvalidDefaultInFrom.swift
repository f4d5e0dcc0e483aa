import Artifacts
import ByteSearch
import Syntax
import Vocabulary

struct InvalidDefaultInFrom: DockerfileRule {
  static let card = RuleCard(
    "invalid-default-in-from", .dockerfile, summary: "With the defaults of its ARGs a FROM names no image.",
    rationale: "`docker build` without arguments fails, and so do tools that read the file.", severity: .warning,
    aliases: ["InvalidDefaultArgInFrom"])

  static let examples: [Example] = [
    .flags("ARG TAG\nFROM ⟦node:${TAG}⟧\nUSER node", spec: "# Nothing"),
    .flags("ARG IMAGE\nFROM ⟦$IMAGE⟧\nUSER node", spec: "# Nothing"),
    .passes("ARG TAG=20\nFROM node:${TAG}\nUSER node", spec: "# Nothing"),
    .flags("ARG V\nFROM ⟦golang:${V}-alpine3.23⟧\nUSER app", spec: "# Nothing"),
    .flags("ARG REGISTRY\nFROM ⟦${REGISTRY}/node:20⟧\nUSER node", spec: "# Nothing"),
    .flags("ARG NAME=Node\nFROM ⟦$NAME:20⟧\nUSER node", spec: "# Nothing"),
    .passes("ARG TAG\nFROM node:20${TAG}\nUSER node", spec: "# Nothing"),
    .passes("ARG V\nFROM a/b:latest-${V}\nUSER node", spec: "# Nothing"),
    .passes("ARG V=a\nFROM debian:13 AS base-a\nUSER app\nFROM base-${V}", spec: "# Nothing"),
    .passes("ARG V\nFROM debian:13 AS Base-\nUSER app\nFROM Base-${V}", spec: "# Nothing"),
    .passes("FROM debian:13 AS base-amd64\nUSER app\nFROM base-${TARGETARCH}", spec: "# Nothing"),
    .passes("ARG TAG\nFROM node:${TAG:-20}\nUSER node", spec: "# Nothing"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    let undeclared = Set(file.variables.inFrom.map(\.name))
    for stage in file.stages {
      guard let base = stage.base, base.text.contains("$") else { continue }
      let references = VariableReference.find(in: Array(base.text.utf8), escape: file.tree.escape)
      guard
        !references.contains(where: {
          undeclared.contains($0.name) || BuildVariables.platformArguments.contains($0.name)
        })
      else { continue }
      guard let image = file.tree.globals.expandEmptying(base.text),
        !file.tree.stageNames.contains(image, before: stage.index),
        image != "scratch", ImageName.fault(image) != nil
      else { continue }
      let what =
        image.isEmpty ? "is empty" : "is '\(image.prefix(80))', which cannot be the name of an image"
      report.flag(
        file.place(base), "without build arguments this \(what)", help: "give the ARG a default")
    }
  }
}
