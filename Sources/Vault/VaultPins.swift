/// Where projects say by a pin which vault is theirs. The pins are read whenever a key is met that was not met before, and written after each
/// change of it.
package struct VaultPins: Sendable {
  /// Whose word a pin is.
  package enum Owner: Sendable {
    /// The project's that the vault lies in.
    case project
    /// That of a project above, where the vault's own has none.
    case projectAbove
    /// That of another project, which uses the vault.
    case user
  }

  /// A file and whose word it is.
  package struct Name: Sendable, Equatable {
    let file: String
    let owner: Owner

    package init(file: String = ".specvault.yaml", owner: Owner = .project) {
      self.file = file
      self.owner = owner
    }
  }

  /// A file that may hold a pin.
  package struct Place: Sendable {
    let name: Name
    let read: @Sendable () throws -> VaultPin?
    let write: @Sendable (VaultPin) throws -> Void
    /// Throws what would keep the pin from being written.
    let requireWritable: @Sendable () throws -> Void

    package init(
      _ name: Name, read: @escaping @Sendable () throws -> VaultPin?,
      write: @escaping @Sendable (VaultPin) throws -> Void,
      requireWritable: @escaping @Sendable () throws -> Void = {}
    ) {
      self.name = name
      self.read = read
      self.write = write
      self.requireWritable = requireWritable
    }
  }

  let places: [Place]

  package init(_ places: [Place]) {
    self.places = places
  }

  /// The first pin there is.
  package func first() throws -> (pin: VaultPin, file: String)? {
    for place in places {
      if let pin = try place.read() { return (pin, place.name.file) }
    }
    return nil
  }

  /// The project that the vault lies in alone.
  package init(
    read: @escaping @Sendable () throws -> VaultPin?, write: @escaping @Sendable (VaultPin) throws -> Void
  ) {
    self.init([Place(Name(), read: read, write: write)])
  }
}
