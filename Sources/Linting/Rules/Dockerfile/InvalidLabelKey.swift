import ByteSearch
import Syntax

struct InvalidLabelKey: DockerfileRule {
  static let card = RuleCard(
    "invalid-label-key", .dockerfile, summary: "A label's key does not follow Docker's guidelines.",
    rationale:
      "Keys are lower case letters, digits, periods, hyphens and underscores and begin with a letter; com.docker, io.docker and org.dockerproject are reserved.",
    severity: .advice, aliases: ["DL3048"])

  static let examples: [Example] = [
    .flags("FROM node:20-alpine\nLABEL ⟦Maintainer⟧=a ⟦a..b⟧=c ⟦com.docker.x⟧=d ⟦-x⟧=e\nUSER node"),
    .passes("FROM node:20-alpine\nLABEL app.kubernetes.io/name=a\nUSER node"),
    .passes("FROM node:20-alpine\nLABEL org.opencontainers.image.base-name=a version=1\nUSER node"),
    .passes("FROM node:20-alpine\nLABEL $KEY=a\nUSER node"),
    .flags("FROM node:20-alpine\nLABEL ⟦price$unit⟧=a\nUSER node"),
    .passes("FROM node:20-alpine\nARG name\nLABEL app.$name=a\nUSER node"),
  ]

  func check(_ file: DockerfileSubject, _ report: inout Report) {
    for instruction in file.instructions where instruction.keyword == .label {
      for pair in instruction.pairs {
        guard let fault = pair.key.contains("$") ? lostVariable(pair.key, file) : fault(pair.key) else { continue }
        report.flag(file.place(pair.keyRange), "'\(pair.key.prefix(80))' \(fault)")
      }
    }
  }

  /// A base image's variables are in capitals, so that nothing defines any other that the file does not.
  private func lostVariable(_ key: String, _ file: DockerfileSubject) -> String? {
    let names = VariableReference.find(in: Array(key.utf8), escape: file.tree.escape).map(\.name)
    let lost = names.first { name in
      name.utf8.contains(where: \.isLowercase) && file.settings(of: name).isEmpty
        && !file.instructions.contains { $0.keyword == .arg && $0.pairs.contains { $0.key == name } }
    }
    return lost.map { "has '$\($0)', which no ARG or ENV defines: it becomes empty" }
  }

  private func fault(_ key: String) -> String? {
    let bytes = Array(key.utf8)
    guard let first = bytes.first, let last = bytes.last else { return "is empty" }
    if let bad = key.first(where: { !($0.isASCII && ($0.isLowercase || $0.isNumber || ".-_/".contains($0))) }) {
      return "has '\(bad)': keys are made of lower case letters, digits, '.', '-', '_' and '/'"
    }
    let separators: [UInt8] = [UInt8(ascii: "."), UInt8(ascii: "-")]
    if first.isDigit { return "begins with a digit" }
    if separators.contains(first) || separators.contains(last) { return "begins or ends with a separator" }
    if zip(bytes, bytes.dropFirst()).contains(where: { separators.contains($0) && $0 == $1 }) {
      return "has two separators in a row"
    }
    let reserved = ["com.docker.", "io.docker.", "org.dockerproject."]
    return reserved.contains { key.hasPrefix($0) } ? "is in a namespace that is reserved for Docker" : nil
  }
}
