import Console
import Diagnostics
import Syntax
import Workspace

/// The user's own settings, `~/.config/deployspec/specvault.yaml`.
struct UserSettings {
  /// Folders whose vault is taken although another user owns it; `*` for all, `…/*` for all below one.
  private var safe: [String] = []

  /// Absolute.
  static var path: String { PathText.join(Identities.configurationFolder, "specvault.yaml") }

  /// What the file says; nothing where there is none.
  /// - Throws: `UsageFailure` with everything that is amiss in it.
  static func read() throws -> UserSettings {
    var settings = UserSettings()
    guard var file = try SettingsReading.file(path) else { return settings }
    for (key, value) in file.entries() {
      if key.text == "safe" {
        settings.safe = file.strings(value, "safe").map(absolute)
      } else {
        file.unknown(key, among: ["safe"])
      }
    }
    try SettingsReading.check(file)
    return settings
  }

  private static func absolute(_ folder: String) -> String {
    folder.hasPrefix("~/") ? PathText.join(Identities.home, String(folder.dropFirst(2))) : folder
  }

  /// - Parameter folder: The folder that holds the vault, absolute.
  func isSafe(_ folder: String) -> Bool {
    safe.contains { pattern in
      if pattern == "*" { return true }
      if pattern.hasSuffix("/*") { return folder.hasPrefix(pattern.dropLast()) }
      return PathText.normalized(pattern) == folder || FileSystem.resolved(pattern) == folder
    }
  }
}

/// Files of settings as `specvault` reads them.
enum SettingsReading {
  private static let limit = 1 << 20

  /// A file, named as seen from the current folder; nil where there is none.
  static func file(_ path: String) throws -> SettingsFile? {
    try source(path).map { SettingsFile($0) }
  }

  /// A file's text; nil where there is none.
  static func source(_ path: String) throws -> SourceText? {
    guard FileSystem.exists(path) else { return nil }
    let shown = PathText.relative(path, to: FileSystem.currentFolder)
    guard case .bytes(let bytes) = try FileSystem.read(path, limit: limit) else {
      throw UsageFailure("'\(shown)' is larger than 1 MiB")
    }
    return SourceText(path: shown, bytes: bytes)
  }

  /// - Throws: `UsageFailure` with everything that is amiss in a file.
  static func check(_ file: SettingsFile) throws {
    do throws(ConfigurationError) { try file.check() } catch { throw failure(error) }
  }

  static func failure(_ error: ConfigurationError) -> UsageFailure {
    UsageFailure(error.problems.joined(separator: "\n"))
  }
}
