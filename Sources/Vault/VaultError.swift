/// Why the vault cannot be used. What an operation refuses is a ``ServiceError``.
package enum VaultError: Error, Equatable {
  /// There is no file.
  case missing(path: String)
  /// There is a file already, where one is to be made.
  case exists(path: String)
  /// No key opens it.
  case locked(String, hint: String?)
  /// It was changed by something else than specvault; the text says what does not fit.
  case damaged(String)
  /// It has a format that this program does not know; the text says which does.
  case unknownFormat(String)
  /// An older state of the file is in place of a newer one.
  case rolledBack(found: UInt64, remembered: UInt64)
  /// The state was seen before, and since then the vault got another key: whoever was removed then could read what is written now.
  case supersededKey(found: UInt64, newest: UInt64)
  /// Another vault than the one that is known stands at the path, or one with a key that nobody vouched for.
  case stranger(String)
  /// The vault is not the one that a project names.
  case unpinned(found: String, expected: String, place: VaultPins.Name = VaultPins.Name())
  /// There is no file, but the project names a vault.
  case notHere(path: String, pin: String, place: String)
  /// The key was changed, and that is durable; what should have followed is missing.
  case unfinished(String, hint: String)
  /// Another file was put at the path while a change was written: the change is not in it.
  case replaced(path: String)
  /// The system did not let us read or write.
  case inputOutput(String, hint: String?)
}

extension VaultError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let path): "no vault at '\(path)'"
    case .exists(let path): "'\(path)' exists already"
    case .locked(let what, _): what
    case .damaged(let what): "the vault is damaged: \(what)"
    case .unknownFormat(let what): what
    case .rolledBack(let found, let remembered) where found == remembered:
      "the vault is not the one last seen here: both are at change \(found), and they differ"
    case .rolledBack(let found, let remembered):
      "the vault is older than the one last seen here, or of another line of changes: change \(found) instead of \(remembered)"
    case .supersededKey(let found, let newest):
      "this state of the vault has an older key (number \(found + 1)) than was seen here (number \(newest + 1)): "
        + "whoever was removed since then could read what is written now"
    case .stranger(let what): what
    case .unpinned(let found, let expected, let place):
      "this is not the project's vault: \(place.file) says 'vault: \(expected)', and this one is \(found)"
    case .notHere(let path, let pin, let place):
      "no vault at '\(path)', although \(place) says that the project has one: 'vault: \(pin)'"
    case .unfinished(let what, _): "the change was made and the vault has a new key, but \(what)"
    case .replaced(let path):
      "another file was put at '\(path)' while the change was written, and the change is not in it"
    case .inputOutput(let what, _): what
    }
  }

  /// Several things that are missing after one change of the key.
  static func joining(_ errors: [VaultError]) -> VaultError {
    let parts = errors.compactMap { error -> (what: String, hint: String)? in
      guard case .unfinished(let what, let hint) = error else { return nil }
      return (what, hint)
    }
    return .unfinished(
      parts.map(\.what).joined(separator: "; and "), hint: parts.map(\.hint).joined(separator: "; "))
  }

  /// What the user can do about it.
  package var hint: String? {
    switch self {
    case .missing: "make one with 'specvault init', or name one with --vault"
    case .exists: "use it as it is, or name another file with --vault"
    case .notHere:
      "ask for the file whoever made it, or name it with --vault"
    case .locked(_, let hint), .inputOutput(_, let hint): hint
    case .unfinished(_, let hint): hint
    case .damaged:
      "'specvault verify' lists what is damaged; to restore a backup, move the file away and run "
        + "'specvault init --from-backup FILE'"
    case .unknownFormat: "nothing was read or changed"
    case .supersededKey:
      "go to the newest state of the vault; to use this one all the same, 'specvault verify --accept'"
    case .stranger: "if you know whose vault this is and trust it, accept it with 'specvault verify --accept'"
    case .unpinned(_, _, let place) where place.owner == .user:
      "if you trust this vault and mean it, 'specvault verify --accept' takes it for this machine"
    case .unpinned:
      "if the vault was given a new key by one of you, take over the '.specvault.yaml' that came with it; "
        + "if you trust this vault, 'specvault verify --accept' writes its name there"
    case .replaced: "look whether it is the file you expect, and run the command again"
    case .rolledBack:
      "if you put this file back on purpose, or take a colleague's in the place of yours, accept it with 'specvault verify --accept'"
    }
  }
}
