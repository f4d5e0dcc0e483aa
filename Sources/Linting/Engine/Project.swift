import DeploymentSpec
import Diagnostics
import Quantities
import Workspace

/// A project as the linter takes it: its documents, its files, its configuration.
package struct Project: Sendable {
  package let documents: [ProjectFile]
  /// What the documents say, where somebody has read them already.
  package var spec: DeploymentSpec?
  package let files: [ProjectFile]
  package let configuration: Configuration
  /// `--environment` as given.
  package let environment: String?
  /// The day that end-of-life dates are compared with.
  package let today: CalendarDate
  package let folder: ProjectFolder
  /// Where the program stands, if it is to be asked about RUN scripts.
  package let shellCheck: String?
  /// Where hadolint's configuration may stand outside of the project.
  package var hadolintFiles: [String] = []
  /// Variables of the environment that hadolint reads.
  package var hadolintVariables: [String: String] = [:]
  /// Whether its files are all that it has.
  package let isWhole: Bool

  package init(
    documents: [ProjectFile], files: [ProjectFile], configuration: Configuration = Configuration(),
    environment: String? = nil, today: CalendarDate, folder: ProjectFolder, shellCheck: String? = nil,
    isWhole: Bool = true
  ) {
    self.documents = documents
    self.files = files
    self.configuration = configuration
    self.environment = environment
    self.today = today
    self.folder = folder
    self.shellCheck = shellCheck
    self.isWhole = isWhole
  }
}

/// What rules may ask of a project's folder; paths are relative to its root.
package struct ProjectFolder: Sendable {
  /// Whether something stands at a path.
  package let exists: @Sendable (String) -> Bool
  /// A file's text, `nil` where there is none to be read.
  package let read: @Sendable (String) -> SourceText?

  package init(
    exists: @escaping @Sendable (String) -> Bool, read: @escaping @Sendable (String) -> SourceText?
  ) {
    self.exists = exists
    self.read = read
  }
}
