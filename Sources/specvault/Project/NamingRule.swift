import ByteSearch
import Vault

/// How a variable's entry is called, by store: text with `{project}`, `{environment}` and `{name}` in it.
struct NamingRule: Equatable {
  private var secretsManager = "{project}/{environment}/{name}"
  private var parameterStore = "/{project}/{environment}/{name}"
  private var github = "{name}"

  /// - Parameter pattern: Has `{name}` in it.
  mutating func set(_ pattern: String, for store: Store) {
    switch store {
    case .secretsManager: secretsManager = pattern
    case .parameterStore: parameterStore = pattern
    case .github: github = pattern
    }
  }

  private func pattern(for store: Store) -> String {
    switch store {
    case .secretsManager: secretsManager
    case .parameterStore: parameterStore
    case .github: github
    }
  }

  func name(_ variable: String, project: String, environment: String, in store: Store) -> String {
    filled(project, environment, store).filling("{name}", with: variable)
  }

  /// What stands before the variable's name, where nothing stands behind it.
  func prefix(project: String, environment: String, in store: Store) -> String? {
    let pattern = filled(project, environment, store)
    return pattern.hasSuffix("{name}") ? String(pattern.dropLast("{name}".count)) : nil
  }

  /// Where names of environments are folders of entries: the folder they lie in, and what stands around each in its own.
  /// Nil where the environment is no part of the names, or shares its part with the variable's name.
  func folders(project: String, in store: Store) -> (parent: String, before: String, after: String)? {
    let pattern = pattern(for: store).filling("{project}", with: project)
    let parts = pattern.split(separator: "{environment}", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let slash = parts[1].firstIndex(of: "/") else { return nil }
    let after = parts[1][..<slash]
    guard !after.contains("{"), !parts[0].contains("{") else { return nil }
    let start = parts[0].lastIndex(of: "/").map { parts[0].index(after: $0) } ?? parts[0].startIndex
    return (String(parts[0][..<start]), String(parts[0][start...]), String(after))
  }

  private func filled(_ project: String, _ environment: String, _ store: Store) -> String {
    pattern(for: store).filling("{project}", with: project).filling("{environment}", with: environment)
  }
}

extension String {
  /// The text with every occurrence of a place replaced.
  fileprivate func filling(_ place: String, with text: String) -> String {
    let bytes = Array(utf8)
    let place = Array(place.utf8)
    var filled: [UInt8] = []
    var start = 0
    while let found = bytes.firstRange(of: place, in: start..<bytes.count) {
      filled += bytes[start..<found.lowerBound]
      filled += text.utf8
      start = found.upperBound
    }
    return String(decoding: filled + bytes[start...], as: UTF8.self)
  }
}
