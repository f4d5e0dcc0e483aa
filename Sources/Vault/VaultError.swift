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
  /// An older state of the file is in place of a newer one.
  case rolledBack(found: UInt64, remembered: UInt64)
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
    case .rolledBack(let found, let remembered) where found == remembered:
      "the vault is not the one last seen here: both are at change \(found), and they differ"
    case .rolledBack(let found, let remembered):
      "the vault is older than the one last seen here: change \(found) instead of \(remembered)"
    case .inputOutput(let what, _): what
    }
  }

  /// What the user can do about it.
  package var hint: String? {
    switch self {
    case .missing: "make one with 'specvault init', or name one with --vault"
    case .exists: "use it as it is, or name another file with --vault"
    case .locked(_, let hint), .inputOutput(_, let hint): hint
    case .damaged: "'specvault verify' lists what is damaged; restore a backup with 'specvault init --from-backup FILE'"
    case .rolledBack: "if you put this file back on purpose, accept it with 'specvault verify --accept'"
    }
  }
}
