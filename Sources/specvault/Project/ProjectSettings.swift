import Syntax
import Workspace

/// What `.specvault.yaml` and `.speclint.yaml` say.
struct ProjectSettings {
  /// `.specvault.yaml`.
  var vault = VaultSettings()
  /// `.speclint.yaml`, as speclint reads it; names of rules are its own business.
  var configuration = Configuration()

  var naming: NamingRule { vault.naming }
  /// The spec documents, relative to the root.
  var spec: [String] { configuration.spec }
  /// Other names of environments.
  var environmentNames: [String: [String]] { configuration.environmentNames }
  /// Which loader reads the project's dotenv files.
  var dialect: DotenvDialect { configuration.dotenvDialects.first ?? .node }

  /// - Throws: `UsageFailure` with everything that is amiss in a file.
  static func configuration(_ path: String) throws -> Configuration {
    guard let source = try SettingsReading.source(path) else { return Configuration() }
    do throws(ConfigurationError) {
      return try ConfigurationReader.read(source, rules: .unchecked)
    } catch {
      throw SettingsReading.failure(error)
    }
  }
}
