import Diagnostics
import Syntax
import Workspace

/// `.hadolint.yaml` as hadolint reads it: a team that comes from there keeps what it has agreed on.
struct HadolintConfiguration: Sendable {
  static let fileNames = [".hadolint.yaml", ".hadolint.yml"]

  /// Its file, and the variables that say something.
  private let origin: String
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

  /// The project's own, else the user's; variables say more than either. `nil` where nobody says anything.
  static func read(for project: Project) -> HadolintConfiguration? {
    let source = (fileNames + project.hadolintFiles).lazy.compactMap(project.folder.read).first
    let variables = HadolintVariables(project.hadolintVariables)
    guard source != nil || !variables.isEmpty else { return nil }
    let origins = [source?.path].compactMap { $0 } + variables.names
    var configuration = HadolintConfiguration(
      source ?? SourceText(path: "", bytes: []), origin: origins.joined(separator: ", "))
    configuration.take(variables)
    return configuration
  }

  init(_ source: SourceText, origin: String? = nil) {
    self.origin = origin ?? source.path
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

  private mutating func take(_ variables: HadolintVariables) {
    for name in variables.ignored { ignored.formUnion(RuleRegistry.resolve(name) ?? []) }
    for (severity, names) in variables.overrides {
      for rule in names.flatMap({ RuleRegistry.resolve($0) ?? [] }) { levels[rule] = .severity(severity) }
    }
    if !variables.trustedRegistries.isEmpty { trustedRegistries = variables.trustedRegistries }
    for (label, format) in variables.labels { labels[label] = LabelFormat(rawValue: format) ?? .text }
    hasStrictLabels = variables.hasStrictLabels ?? hasStrictLabels
    threshold = variables.threshold ?? threshold
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
    return problems.isEmpty ? "\(origin) is read: \(what)" : "\(origin): \(problems[0])"
  }
}

extension FailureThreshold {
  init?(hadolint name: String) {
    switch name.lowercased() {
    case "error": self = .error
    case "warning": self = .warning
    // hadolint takes both for the lowest of its levels: whatever is found fails the run.
    case "info", "style", "ignore", "none": self = .advice
    default: return nil
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
