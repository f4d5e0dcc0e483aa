/// Other people's code that a repository carries along: nobody here writes it or answers for it.
package enum VendoredCode {
  private static let folders: Set<Substring> = [
    "node_modules", "bower_components", "jspm_packages", "vendor", "third_party", "third-party", "Pods",
  ]

  /// What Yarn keeps below `.yarn`: itself, its plugins, the packages (yarnpkg.com, "Which files should be gitignored?").
  private static let yarnFolders: Set<Substring> = ["cache", "plugins", "releases", "sdks", "unplugged"]

  /// Whether a file lies in a folder of such code.
  ///
  /// - Parameter path: relative to the project's or the repository's root.
  package static func holds(_ path: String) -> Bool {
    var parent: Substring = ""
    for part in path.split(separator: "/").dropLast() {
      if folders.contains(part) || parent == ".yarn" && yarnFolders.contains(part) { return true }
      parent = part
    }
    return false
  }
}
