import Diagnostics
import Workspace

/// Settings that do nothing are said: a glob that matches no file, a configuration under a name that is not read.
extension LintSession {
  /// - Parameter candidates: all files of the project that may be ours.
  mutating func noteSettings(
    _ place: ProjectLocator.Place, _ configuration: Configuration, _ candidates: [FileCollector.Candidate]
  ) {
    let paths = candidates.map { PathText.relative($0.path, to: place.root) }
    let file = (request.configuration ?? place.configuration.map(files.display)) ?? ProjectLocator.configurationNames[0]
    func note(_ key: String, _ globs: [Glob]) {
      for glob in globs where !paths.contains(where: glob.matches) && !matches(glob, below: place.root) {
        report.notes.append("\(file): \(key): '\(glob.pattern)' matches no file")
      }
    }
    note("exclude", configuration.exclude)
    note("allow", configuration.allow.map(\.path))
    for (name, globs) in configuration.environments { note("environments: \(name)", globs) }
    guard place.configuration == nil, request.configuration == nil else { return }
    for name in ProjectLocator.configurationNames.map({ String($0.dropFirst()) })
    where FileSystem.kind(PathText.join(place.root, name)) == .file {
      report.notes.append(
        "\(files.display(PathText.join(place.root, name))) is not read: the configuration is called .\(name)")
    }
  }

  /// Whether a pattern matches anything that stands there, also what git ignores and what is none of ours; whoever names a
  /// folder that a build makes is right whether it is there or not.
  private func matches(_ glob: Glob, below root: String) -> Bool {
    let parts = Set(glob.pattern.split(separator: "/").map(String.init))
    guard FileSystem.usualExcludes.isDisjoint(with: parts) else { return true }
    let start = glob.folder.map { PathText.join(root, $0) } ?? root
    switch FileSystem.kind(start) {
    case .folder:
      return FileSystem.files(below: start, excluding: FileSystem.usualExcludes).contains { file in
        glob.matches(PathText.relative(PathText.join(start, file), to: root))
      }
    case nil: return false
    default: return true
    }
  }
}
