import Diagnostics
import Quantities
import Workspace

/// What a run was asked to do.
package struct LintRequest: Sendable {
  /// Which content of which files is looked at.
  package enum Scope: Sendable {
    case paths
    /// What the next commit would hold.
    case staged
    /// The files that changed since the merge base with a revision.
    case changed(since: String)
    /// One text from standard input, by the name it would have.
    case standardInput(name: String, bytes: [UInt8])
    /// The spec documents alone.
    case documents
    /// Every version of every file in a range of commits.
    case history(String)
  }

  /// What some files hold instead of what is on the disk, by absolute path.
  package var contents: [String: [UInt8]] = [:]
  /// Files and folders as given; empty: the current folder.
  package var paths: [String] = []
  package var scope = Scope.paths
  /// What the report calls the one file that is named.
  package var shownAs: String?
  /// Where hadolint's configuration may stand outside of the project, absolute, the first before the others.
  package var hadolintFiles: [String] = []
  /// Variables of the environment that hadolint reads, by name.
  package var hadolintVariables: [String: String] = [:]
  package var spec: [String] = []
  package var configuration: String?
  package var environment: String?
  package var only: [String] = []
  /// Whether it looks for secrets alone, which it does without the documents, too, where they cannot be read.
  var seeksSecretsAlone = false
  package var skip: [String] = []
  package var honoursSuppressions = true
  package var jobs = 1
  /// `nil`: what the configuration says, else where it is installed.
  package var shellCheck: ShellCheckMode? = .off
  /// The day that end-of-life dates are compared with.
  package var today: CalendarDate
  /// The folder that paths are relative to, absolute.
  package var currentFolder: String

  package init(currentFolder: String, today: CalendarDate) {
    self.currentFolder = currentFolder
    self.today = today
  }
}

/// Why a run could not be done: exit status 2.
package struct LintFailure: Error, Sendable, CustomStringConvertible {
  package let description: String
  package let hint: String?
  /// Whether the whole run was asked for wrongly, rather than that something is wrong in one project.
  package let isAboutRequest: Bool

  package init(_ description: String, hint: String? = nil, isAboutRequest: Bool = false) {
    self.description = description
    self.hint = hint
    self.isAboutRequest = isAboutRequest
  }
}
