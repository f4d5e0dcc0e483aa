import Diagnostics
import Syntax
import Workspace

/// Reads `.speclint.yaml`. Whatever it does not know is an error: a misspelt key must not switch a check off in silence.
struct ConfigurationReader {
  private let source: SourceText
  private var configuration = Configuration()
  private var problems: [String] = []

  /// - Throws: `ConfigurationError` with every problem, each as `file:line:column: what`.
  static func read(_ source: SourceText) throws(ConfigurationError) -> Configuration {
    var reader = ConfigurationReader(source: source)
    let tree = YAMLParser.parse(source)
    for problem in tree.problems { reader.problem(Location(source, problem.range), problem.message) }
    if let root = tree.documents.first, !root.isNull { reader.readRoot(root) }
    if !reader.problems.isEmpty { throw ConfigurationError(problems: reader.problems) }
    return reader.configuration
  }

  private init(source: SourceText) { self.source = source }

  static let keys = ["spec", "environments", "application", "severity", "exclude", "allow", "dotenv", "rules"]

  private mutating func readRoot(_ root: DataNode) {
    guard root.isMapping else { return problem(root.location, "expected a mapping of settings") }
    for (key, value) in root.entries {
      switch key.text ?? "" {
      case "spec": configuration.spec = strings(value, "spec")
      case "environments": readEnvironments(value)
      case "application": configuration.application = strings(value, "application")
      case "severity": readSeverities(value)
      case "exclude": configuration.exclude = strings(value, "exclude").map { Glob($0) }
      case "allow": readAllowances(value)
      case "dotenv": readDotenv(value)
      case "rules": readOptions(value)
      default: unknown(key, among: Self.keys)
      }
    }
  }

  private mutating func readEnvironments(_ node: DataNode) {
    guard node.isMapping else { return problem(node.location, "expected environment names, each with a list of globs") }
    for (key, value) in node.entries {
      guard let name = key.value else { continue }
      if value.isMapping {
        for (part, list) in value.entries {
          switch part.text ?? "" {
          case "files": configuration.environments.append((name, strings(list, "files").map { Glob($0) }))
          case "names": configuration.environmentNames[name] = strings(list, "names")
          default: unknown(part, among: ["files", "names"])
          }
        }
      } else {
        configuration.environments.append((name, strings(value, name).map { Glob($0) }))
      }
      configuration.environmentNames[name] = configuration.environmentNames[name] ?? []
    }
  }

  private mutating func readSeverities(_ node: DataNode) {
    guard node.isMapping else {
      return problem(node.location, "expected rule ids, each with error, warning, advice or off")
    }
    for (key, value) in node.entries {
      guard let rules = RuleRegistry.resolve(key.text ?? "") else {
        unknown(key, among: RuleRegistry.names, what: "rule")
        continue
      }
      guard let level = level(value) else { continue }
      for rule in rules { configuration.severities[rule] = level }
    }
  }

  private mutating func level(_ node: DataNode) -> Configuration.Level? {
    let text = node.text ?? ""
    if text == "off" || text == "false" { return .off }
    if let severity = Severity(rawValue: text) { return .severity(severity) }
    let near = ["error", "warning", "advice", "off"].nearest(to: text).map { "; did you mean '\($0)'?" } ?? ""
    problem(node.location, "'\(text)' is no severity: expected error, warning, advice or off\(near)")
    return nil
  }

  private mutating func readAllowances(_ node: DataNode) {
    guard node.isSequence else {
      return problem(node.location, "expected a list of entries with path, rule and reason")
    }
    for item in node.elements {
      for (key, _) in item.entries where !["path", "rule", "rules", "reason"].contains(key.text) {
        unknown(key, among: ["path", "rule", "reason"])
      }
      guard let path = item["path"]?.value, let rule = item["rule"] ?? item["rules"] else {
        problem(item.location, "an entry of allow needs path, rule and reason")
        continue
      }
      guard let reason = item["reason"]?.value, !reason.isEmpty else {
        problem(item.location, "an entry of allow needs a reason")
        continue
      }
      var ids: [String] = []
      for name in strings(rule, "rule") {
        if let found = RuleRegistry.resolve(name) { ids += found } else { problem(rule.location, unknownRule(name)) }
      }
      configuration.allow.append(
        Configuration.Allowance(path: Glob(path), rules: ids, reason: reason, location: item.location))
    }
  }

  private func unknownRule(_ name: String) -> String {
    "unknown rule '\(name)'" + (RuleRegistry.names.nearest(to: name).map { "; did you mean '\($0)'?" } ?? "")
  }

  /// One dialect, or a list of them.
  private mutating func readDotenv(_ node: DataNode) {
    let dialects = DotenvDialect.allCases.map(\.rawValue)
    for name in strings(node, "dotenv") {
      if let dialect = DotenvDialect(rawValue: name) {
        configuration.dotenvDialects.append(dialect)
      } else {
        let near = dialects.nearest(to: name).map { "; did you mean '\($0)'?" } ?? ""
        problem(
          node.location, "'\(name)' is no dotenv dialect: expected one of \(dialects.joined(separator: ", "))\(near)")
      }
    }
  }

  private mutating func readOptions(_ node: DataNode) {
    guard node.isMapping else { return problem(node.location, "expected rule ids, each with its options") }
    for (key, value) in node.entries {
      guard let known = Self.ruleOptions[key.text ?? ""] else {
        unknown(key, among: Self.ruleOptions.keys.sorted(), what: "rule with options")
        continue
      }
      for (option, list) in value.entries {
        switch (key.text, option.text) {
        case ("undeclared-variable", "allow"):
          configuration.options.undeclaredAllowed = strings(list, "allow").map { Glob($0) }
        case ("untrusted-registry", "allow"): configuration.options.trustedRegistries = strings(list, "allow")
        case ("missing-label", "labels"): readLabels(list)
        case ("missing-label", "strict"): configuration.options.hasStrictLabels = list.value == "true"
        default: unknown(option, among: known, what: "option")
        }
      }
    }
  }

  private static let ruleOptions = [
    "undeclared-variable": ["allow"], "untrusted-registry": ["allow"], "missing-label": ["labels", "strict"],
  ]

  /// Labels, each with the format of its value.
  private mutating func readLabels(_ node: DataNode) {
    guard node.isMapping else { return problem(node.location, "expected labels, each with a format") }
    for (label, format) in node.entries {
      let name = format.value ?? ""
      let formats = LabelFormat.allCases.map(\.rawValue)
      if let known = LabelFormat(rawValue: name) {
        configuration.options.labels[label.value ?? ""] = known
      } else {
        let near = formats.nearest(to: name).map { "; did you mean '\($0)'?" } ?? ""
        problem(
          format.location,
          "'\(name)' is no format of a label: expected one of \(formats.joined(separator: ", "))\(near)")
      }
    }
  }

  /// One string, or a list of them.
  private mutating func strings(_ node: DataNode, _ key: String) -> [String] {
    if let text = node.value { return [text] }
    if node.isNull { return [] }
    guard node.isSequence, node.elements.allSatisfy({ $0.value != nil }) else {
      problem(node.location, "'\(key)' takes a string or a list of strings")
      return []
    }
    return node.elements.compactMap(\.value)
  }

  private mutating func unknown(_ key: DataNode, among known: [String], what: String = "key") {
    let name = key.text ?? ""
    let hint =
      known.nearest(to: name).map { "did you mean '\($0)'?" }
      ?? (known.count > 12 ? "see `speclint rules`" : "known: \(known.joined(separator: ", "))")
    problem(key.location, "unknown \(what) '\(name)'; \(hint)")
  }

  private mutating func problem(_ location: Location, _ message: String) {
    let start = location.start
    problems.append("\(source.path):\(start.line):\(start.column): \(message)")
  }
}
