import Console
import Diagnostics
import Workspace

/// Where the vault is: named by `--vault` or `SPECVAULT_VAULT`, or found in the current folder or one above it.
struct VaultSearch {
  /// `.specvault/vault.db`, relative to the folder that holds the vault.
  static let name = ".specvault/vault.db"

  /// Absolute; nil where none was named and none found.
  let path: String?
  /// Whether the user named it: then it is his word that it is the right one.
  let isNamed: Bool

  /// - Parameter named: Absolute, or nil to search.
  init(named: String?, in folders: [String]) {
    isNamed = named != nil
    path = named ?? folders.lazy.map { PathText.join($0, VaultSearch.name) }.first { FileSystem.mayExist($0) }
  }

  /// The folder that holds the vault, the one above where it lies in a folder of its own.
  var folder: String? { path.map(VaultSearch.holder) }

  /// The folder that a vault's path makes the project's.
  static func holder(of path: String) -> String {
    let folder = PathText.parent(path)
    return PathText.name(folder) == PathText.parent(name) ? PathText.parent(folder) : folder
  }

  /// Refuses a vault that was found by searching and is another user's: whoever can make files in a folder above could
  /// otherwise choose what our commands get (git's rule, `safe.directory`).
  /// - Throws: ``Refusal``.
  func requireOwn() throws {
    // What may not be looked at is not read either.
    guard !isNamed, let path, let folder, FileSystem.exists(path),
      let stranger = Ownership.current.stranger(among: [path, PathText.parent(path)])
    else { return }
    guard try !UserSettings.read().isSafe(folder) else { return }
    let shown = PlainLine.of(stranger.path)
    throw Refusal(
      "'\(shown)' belongs to another user (\(stranger.user)): a vault found by searching has to be yours",
      hint: "name it with --vault or SPECVAULT_VAULT, or list '\(PlainLine.of(folder))' under 'safe:' in "
        + UserSettings.path)
  }
}
