import Diagnostics
import Workspace

extension RuleNames {
  /// Those of the rules that there are.
  package static let registry = RuleNames(all: RuleRegistry.names) { RuleRegistry.resolve($0) }
}

extension ConfigurationReader {
  /// `.speclint.yaml` with the names of rules checked.
  /// - Throws: `ConfigurationError` with every problem, each as `file:line:column: what`.
  static func read(_ source: SourceText) throws(ConfigurationError) -> Configuration {
    try read(source, rules: .registry)
  }
}
