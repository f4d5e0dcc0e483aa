/// What the last part of a file's name says of it.
package enum FileEnding {
  /// The part behind the last dot, in small letters; `nil` where there is none.
  package static func of(_ path: String) -> String? {
    let name = PathText.name(path)
    return name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() }
  }

  /// Whether `Dockerfile.x` or `.env.x` is something else: a document, a patch, a template, a sealed file, no text at all.
  static func isForeign(_ name: String) -> Bool {
    guard let ending = of(name) else { return false }
    return foreign.contains(ending) || binaries.contains(ending)
  }

  /// Whether `.env.x` is a program. `Dockerfile.php` is a Dockerfile for programs of that kind.
  static func isProgram(_ name: String) -> Bool { of(name).map(programs.contains) ?? false }

  private static let foreign: Set<String> = [
    "dockerignore", "md", "markdown", "rst", "adoc", "txt", "log", "csv", "tsv", "ts", "js", "mjs", "cjs", "tsx", "jsx",
    "py", "rb", "go", "rs", "java", "kt", "swift", "sh", "json", "jsonc", "json5", "yml", "yaml", "toml", "xml", "html",
    "htm", "css", "scss", "svg", "sql", "erb", "j2", "jinja", "jinja2", "tmpl", "tpl", "mustache", "hbs", "gotmpl",
    "swp", "swo", "bak", "orig", "rej", "patch", "diff", "enc", "gpg", "asc", "sig", "age", "sops", "vault", "keys",
    "lock", "tf", "hcl", "ipynb",
  ]

  /// None of them is also the code of a country, as `pl` is.
  private static let programs: Set<String> = [
    "php", "bash", "zsh", "fish", "ps1", "bat", "cmd", "mts", "cts", "vue", "svelte", "astro", "kts", "scala", "groovy",
    "dart", "lua", "clj", "exs",
  ]

  /// Endings of files that are no text.
  package static let binaries: Set<String> = [
    "png", "jpg", "jpeg", "gif", "ico", "webp", "avif", "bmp", "tif", "tiff", "psd", "pdf", "woff", "woff2", "ttf",
    "otf", "eot", "mp3", "mp4", "mov", "avi", "wav", "ogg", "webm", "zip", "gz", "bz2", "xz", "zst", "7z", "tar", "tgz",
    "jar", "war", "class", "so", "dylib", "dll", "exe", "pyc", "wasm", "parquet", "sqlite",
  ]
}
