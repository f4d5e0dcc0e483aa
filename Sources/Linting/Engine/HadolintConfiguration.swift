import Diagnostics
import Syntax
import Workspace

/// `.hadolint.yaml` as hadolint reads it: a team that comes from there keeps what it has agreed on.
struct HadolintConfiguration: Sendable {
  static let fileNames = [".hadolint.yaml", ".hadolint.yml"]

  let source: SourceText
  /// Rules that are off in Dockerfiles, as ids of ours, and ids of ShellCheck.
  private(set) var ignored: Set<String> = []
  private(set) var levels: [String: Configuration.Level] = [:]
  private(set) var trustedRegistries: [String] = []
  private(set) var labels: [String: LabelFormat] = [:]
  private(set) var hasStrictLabels = false
  /// `disable-ignore-pragma`: comments for hadolint accept nothing.
  private(set) var ignoresPragmas = false
  /// `failure-threshold`, or `no-fail`.
  private(set) var threshold: FailureThreshold?
  private(set) var problems: [String] = []

  static func read(from folder: ProjectFolder) -> HadolintConfiguration? {
    fileNames.lazy.compactMap(folder.read).first.map { HadolintConfiguration($0) }
  }

  init(_ source: SourceText) {
    self.source = source
    let tree = YAMLParser.parse(source)
    problems = tree.problems.map(\.message)
    guard let root = tree.documents.first, root.isMapping else { return }
    for name in strings(root["ignored"]) { ignored.formUnion(RuleRegistry.resolve(name) ?? []) }
    readOverrides(root["override"])
    trustedRegistries = strings(root["trustedRegistries"])
    for (label, format) in root["label-schema"]?.entries ?? [] {
      labels[label.value ?? ""] = format.value.flatMap { LabelFormat(rawValue: $0.lowercased()) } ?? .text
    }
    hasStrictLabels = root["strict-labels"]?.value == "true"
    ignoresPragmas = root["disable-ignore-pragma"]?.value == "true"
    threshold = root["failure-threshold"]?.value.flatMap { FailureThreshold(hadolint: $0) }
    if root["no-fail"]?.value == "true" { threshold = .never }
  }

  private mutating func readOverrides(_ node: DataNode?) {
    for (level, list) in node?.entries ?? [] {
      guard let severity = Severity(hadolint: level.value ?? "") else { continue }
      for rule in strings(list).flatMap({ RuleRegistry.resolve($0) ?? [] }) { levels[rule] = .severity(severity) }
    }
  }

  private func strings(_ node: DataNode?) -> [String] {
    guard let node else { return [] }
    return node.value.map { [$0] } ?? node.elements.compactMap(\.value)
  }

  /// What the summary says of it.
  var note: String {
    var parts: [String] = []
    if !ignored.isEmpty { parts.append("\(ignored.count) rule\(ignored.count == 1 ? "" : "s") off in Dockerfiles") }
    if !levels.isEmpty { parts.append("\(levels.count) with another severity") }
    if !trustedRegistries.isEmpty { parts.append("trusted registries") }
    if !labels.isEmpty { parts.append("a label schema") }
    if threshold != nil { parts.append("a failure threshold") }
    if ignoresPragmas { parts.append("ignore comments are off") }
    let what = parts.isEmpty ? "nothing in it changes a check" : parts.joined(separator: ", ")
    return problems.isEmpty ? "\(source.path) is read: \(what)" : "\(source.path): \(problems[0])"
  }
}

/// The least severity that makes a run fail.
package enum FailureThreshold: String, Sendable, CaseIterable {
  case error, warning, advice, never

  init?(hadolint name: String) {
    switch name.lowercased() {
    case "error": self = .error
    case "warning": self = .warning
    // hadolint takes both for the lowest of its levels: whatever is found fails the run.
    case "info", "style", "ignore", "none": self = .advice
    default: return nil
    }
  }

  package func isReached(by findings: [Finding]) -> Bool {
    switch self {
    case .never: false
    case .advice: !findings.isEmpty
    case .warning: findings.contains { $0.severity >= .warning }
    case .error: findings.contains { $0.severity == .error }
    }
  }
}

extension Severity {
  init?(hadolint name: String) {
    switch name.lowercased() {
    case "error": self = .error
    case "warning": self = .warning
    case "info", "style": self = .advice
    default: return nil
    }
  }
}
