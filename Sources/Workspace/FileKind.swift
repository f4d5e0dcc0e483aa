import ByteSearch

/// What a file probably is, by its name alone.
package enum FileKind: Sendable, Equatable {
  case dockerfile
  case dotenv
  /// A compose file, by its name.
  case compose
  /// YAML or JSON: what it holds is for its content to say.
  case yaml
  case json
  /// `deployment-spec.md`, `env-config.md`.
  case specDocument
  /// A program's text, by its ending.
  case code
  case other

  package init(path: String) {
    let name = PathText.name(path).lowercased()
    if Self.isDockerfile(name) {
      self = .dockerfile
    } else if Self.isDotenv(name) {
      self = .dotenv
    } else if Self.isSpecDocument(name) {
      self = .specDocument
    } else if name.hasSuffix(".yml") || name.hasSuffix(".yaml") {
      self = Self.isCompose(name) ? .compose : .yaml
    } else if name.hasSuffix(".json") {
      self = .json
    } else {
      self = Self.isCode(name) ? .code : .other
    }
  }

  private static func isCode(_ name: String) -> Bool {
    if isStartScript(name) { return true }
    guard let dot = name.lastIndex(of: "."), !name.hasSuffix(".min.js"), !name.hasSuffix(".d.ts") else { return false }
    return codeEndings.contains(String(name[name.index(after: dot)...]))
  }

  /// A shell script that starts a program in its container: `docker-entrypoint.sh`, `start.sh`.
  package static func isStartScript(_ path: String) -> Bool {
    let name = PathText.name(path).lowercased()
    let stem = name.hasSuffix(".sh") ? name.dropLast(3) : name.hasSuffix(".bash") ? name.dropLast(5) : name[...]
    if stem == "entrypoint" || stem.hasSuffix("-entrypoint") || stem.hasSuffix("_entrypoint") { return true }
    return stem.count < name.count && ["start", "startup", "boot", "run", "serve"].contains(stem)
  }

  private static let codeEndings: Set<String> = [
    "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "vue", "svelte", "astro", "py", "rb", "go", "java", "kt",
    "kts",
    "scala", "groovy", "rs", "php", "cs", "fs", "vb", "swift", "ex", "exs", "pl", "pm", "ps1", "dart", "lua", "clj",
  ]

  private static func isDockerfile(_ name: String) -> Bool {
    for stem in ["dockerfile", "containerfile"] {
      if name == stem || name.hasSuffix("." + stem) { return true }
      if name.hasPrefix(stem + ".") || name.hasPrefix(stem + "-") || name.hasPrefix(stem + "_") {
        return !FileEnding.isForeign(name)
      }
    }
    return false
  }

  private static func isDotenv(_ name: String) -> Bool {
    if name == ".env" || (name.hasSuffix(".env") && name.count > 4) { return true }
    return name.hasPrefix(".env.") && !FileEnding.isForeign(name) && !FileEnding.isProgram(name)
  }

  /// Whether a dotenv file is there to be copied: `.env.example`.
  package static func isTemplate(_ path: String) -> Bool {
    let words = PathText.name(path).lowercased().split(whereSeparator: { $0 == "." || $0 == "-" || $0 == "_" })
    return words.contains { ["example", "sample", "template", "dist", "defaults"].contains($0) }
  }

  private static func isCompose(_ name: String) -> Bool {
    ["docker-compose", "compose", "podman-compose"].contains { stem in
      name.hasPrefix(stem + ".") || name.hasPrefix(stem + "-") || name.hasPrefix(stem + "_")
    }
  }

  /// - Parameter name: in small letters.
  static func isSpecDocument(_ name: String) -> Bool {
    guard name.hasSuffix(".md") || name.hasSuffix(".markdown") else { return false }
    return ["deployment-spec", "deployment_spec", "env-config", "env_config"].contains { name.hasPrefix($0 + ".") }
  }
}
