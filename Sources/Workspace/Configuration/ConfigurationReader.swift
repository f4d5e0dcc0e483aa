import Diagnostics
import Syntax

/// The names of rules that a configuration may hold: the linter's, where it is the linter that reads.
package struct RuleNames: Sendable {
  /// All of them, to find the nearest.
  package let all: [String]
  /// The ids that an id, an alias or a family stands for; nil for a name that is unknown.
  package let resolve: @Sendable (String) -> [String]?

  package init(all: [String], resolve: @escaping @Sendable (String) -> [String]?) {
    self.all = all
    self.resolve = resolve
  }

  /// Takes every name as it stands: for who applies no rules.
  package static let unchecked = RuleNames(all: []) { [$0] }
}

/// Reads `.speclint.yaml`, for both programs. Whatever it does not know is an error.
package struct ConfigurationReader {
  private var file: SettingsFile
  private let rules: RuleNames
  private var configuration = Configuration()

  /// - Throws: `ConfigurationError` with every problem, each as `file:line:column: what`.
  package static func read(_ source: SourceText, rules: RuleNames) throws(ConfigurationError) -> Configuration {
    var reader = ConfigurationReader(file: SettingsFile(source), rules: rules)
    reader.readRoot()
    try reader.file.check()
    return reader.configuration
  }

  private static let keys =
    ["spec", "environments", "application", "severity", "exclude", "allow", "dotenv", "rules"] + RunSettings.keys

  private init(file: SettingsFile, rules: RuleNames) {
    self.file = file
    self.rules = rules
  }

  private mutating func readRoot() {
    for (key, value) in file.entries() {
      switch key.text ?? "" {
      case "spec": configuration.spec = file.strings(value, "spec")
      case "environments": readEnvironments(value)
      case "application": configuration.application = file.strings(value, "application")
      case "severity": readSeverities(value)
      case "exclude": configuration.exclude = file.strings(value, "exclude").map { Glob($0) }
      case "allow": readAllowances(value)
      case "dotenv": readDotenv(value)
      case "rules": readOptions(value)
      case let name where RunSettings.keys.contains(name): readRunSetting(name, value)
      default: file.unknown(key, among: Self.keys)
      }
    }
  }

  private mutating func readRunSetting(_ key: String, _ node: DataNode) {
    guard let text = file.string(node, key) else { return }
    if let problem = configuration.run.set(key, to: text) { file.report(node.location, "\(key): \(problem)") }
  }

  private mutating func readEnvironments(_ node: DataNode) {
    for (key, value) in file.entries(of: node, "expected environment names, each with a list of globs") {
      guard let name = key.value else { continue }
      if value.isMapping {
        for (part, list) in value.entries {
          switch part.text ?? "" {
          case "files": configuration.environments.append((name, file.strings(list, "files").map { Glob($0) }))
          case "names": configuration.environmentNames[name] = file.strings(list, "names")
          default: file.unknown(part, among: ["files", "names"])
          }
        }
      } else {
        configuration.environments.append((name, file.strings(value, name).map { Glob($0) }))
      }
      configuration.environmentNames[name] = configuration.environmentNames[name] ?? []
    }
  }

  private mutating func readSeverities(_ node: DataNode) {
    for (key, value) in file.entries(of: node, "expected rule ids, each with error, warning, advice or off") {
      guard let ids = rules.resolve(key.text ?? "") else {
        file.unknown(key, among: rules.all, what: "rule")
        continue
      }
      guard let level = level(value) else { continue }
      for id in ids { configuration.severities[id] = level }
    }
  }

  private mutating func level(_ node: DataNode) -> Configuration.Level? {
    let text = node.text ?? ""
    if text == "off" || text == "false" { return .off }
    if let severity = Severity(rawValue: text) { return .severity(severity) }
    let near = ["error", "warning", "advice", "off"].nearest(to: text).map { "; did you mean '\($0)'?" } ?? ""
    file.report(node.location, "'\(text)' is not a severity: expected error, warning, advice or off\(near)")
    return nil
  }

  private mutating func readAllowances(_ node: DataNode) {
    guard node.isSequence else {
      return file.report(node.location, "expected a list of entries with path, rule and reason")
    }
    for item in node.elements {
      for (key, _) in item.entries where !["path", "rule", "rules", "reason"].contains(key.text) {
        file.unknown(key, among: ["path", "rule", "reason"])
      }
      guard let path = item["path"]?.value, let rule = item["rule"] ?? item["rules"] else {
        file.report(item.location, "an entry of allow needs path, rule and reason")
        continue
      }
      guard let reason = item["reason"]?.value, !reason.isEmpty else {
        file.report(item.location, "an entry of allow needs a reason")
        continue
      }
      var ids: [String] = []
      for name in file.strings(rule, "rule") {
        if let found = rules.resolve(name) { ids += found } else { file.report(rule.location, unknownRule(name)) }
      }
      configuration.allow.append(
        Configuration.Allowance(path: Glob(path), rules: ids, reason: reason, location: item.location))
    }
  }

  private func unknownRule(_ name: String) -> String {
    "unknown rule '\(name)'" + (rules.all.nearest(to: name).map { "; did you mean '\($0)'?" } ?? "")
  }

  /// One dialect, or a list of them.
  private mutating func readDotenv(_ node: DataNode) {
    let dialects = DotenvDialect.allCases.map(\.rawValue)
    for name in file.strings(node, "dotenv") {
      if let dialect = DotenvDialect(rawValue: name) {
        configuration.dotenvDialects.append(dialect)
      } else {
        let near = dialects.nearest(to: name).map { "; did you mean '\($0)'?" } ?? ""
        file.report(
          node.location, "'\(name)' is no dotenv dialect: expected one of \(dialects.joined(separator: ", "))\(near)")
      }
    }
  }

  private mutating func readOptions(_ node: DataNode) {
    for (key, value) in file.entries(of: node, "expected rule ids, each with its options") {
      guard let known = Self.ruleOptions[key.text ?? ""] else {
        file.unknown(key, among: Self.ruleOptions.keys.sorted(), what: "rule with options")
        continue
      }
      for (option, list) in value.entries {
        switch (key.text, option.text) {
        case ("undeclared-variable", "allow"):
          configuration.options.undeclaredAllowed = file.strings(list, "allow").map { Glob($0) }
        case ("untrusted-registry", "allow"): configuration.options.trustedRegistries = file.strings(list, "allow")
        case ("missing-label", "labels"): readLabels(list)
        case ("missing-label", "strict"): configuration.options.hasStrictLabels = list.value == "true"
        default: file.unknown(option, among: known, what: "option")
        }
      }
    }
  }

  private static let ruleOptions = [
    "undeclared-variable": ["allow"], "untrusted-registry": ["allow"], "missing-label": ["labels", "strict"],
  ]

  /// Labels, each with the format of its value.
  private mutating func readLabels(_ node: DataNode) {
    for (label, format) in file.entries(of: node, "expected labels, each with a format") {
      let name = format.value ?? ""
      let formats = LabelFormat.allCases.map(\.rawValue)
      if let known = LabelFormat(rawValue: name) {
        configuration.options.labels[label.value ?? ""] = known
      } else {
        let near = formats.nearest(to: name).map { "; did you mean '\($0)'?" } ?? ""
        file.report(
          format.location,
          "'\(name)' is no format of a label: expected one of \(formats.joined(separator: ", "))\(near)")
      }
    }
  }
}
