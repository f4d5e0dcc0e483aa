import Console
import Vault
import Workspace

/// The key `vault` of a `.specvault.yaml`: which vault is the project's. It is committed, so that clones and CI know the vault by
/// it.
struct PinFile: Sendable, Equatable {
  private let path: String

  private init(path: String) { self.path = path }

  /// The one of the project that a vault lies in.
  /// - Parameter vault: The vault's path.
  /// - Returns: Nil for a vault that is in no `.specvault` folder: it lies in no project.
  init?(ofVault vault: String) {
    let root = VaultSearch.holder(of: vault)
    guard vault == PathText.join(root, VaultSearch.name) else { return nil }
    path = VaultSettings.file(in: root) ?? PathText.join(root, VaultSettings.names[0])
  }

  /// The first of some folders' files that has a pin.
  /// - Throws: As ``read()``.
  static func first(in folders: some Collection<String>) throws -> PinFile? {
    try folders.lazy.compactMap(VaultSettings.file).map(PinFile.init(path:)).first { try $0.read() != nil }
  }

  /// As seen from the current folder.
  var name: String { PathText.relative(path, to: FileSystem.currentFolder) }

  /// What the file says; nil where it says nothing.
  /// - Throws: `UsageFailure` where it says something that is no pin.
  func read() throws -> VaultPin? {
    guard FileSystem.exists(path), let text = try VaultSettings.read(path).pin else { return nil }
    guard let pin = VaultPin(text) else {
      throw UsageFailure(
        "\(name): '\(text)' is not a vault's pin", hint: "'specvault init' and 'specvault rekey' write it: pin1-…")
    }
    return pin
  }

  /// Writes the pin, and leaves everything else in the file as it is.
  /// - Throws: `FileError`; `UsageFailure` for a file whose text leaves no place for it.
  func write(_ pin: VaultPin) throws {
    try FileSystem.write(try PinEdit.text(of: SettingsReading.source(path), naming: pin), to: path)
  }

  /// - Throws: What would keep another pin from being written in the place of the one that the file has.
  func requireWritable() throws {
    guard try read() != nil, let another = VaultPin("pin1-\(String(repeating: "0", count: 32))") else { return }
    _ = try PinEdit.text(of: SettingsReading.source(path), naming: another)
    try FileSystem.requireReplaceable(path)
  }

  fileprivate func place(_ owner: VaultPins.Owner) -> VaultPins.Place {
    VaultPins.Place(
      VaultPins.Name(file: name, owner: owner), read: read, write: write, requireWritable: requireWritable)
  }
}

extension Project {
  /// Where it is said which vault is the right one: in the project that the vault lies in or, where that says nothing, in one
  /// above; and in the project that is worked in, where that is another.
  /// - Throws: `UsageFailure` for a file that does not read.
  func pins() throws -> VaultPins {
    let used = try PinFile.first(in: ownFolders)
    guard let own = PinFile(ofVault: vaultPath) else { return VaultPins(used.map { [$0.place(.user)] } ?? []) }
    var places = [own.place(.project)]
    if used != own {
      let above = try own.read() == nil ? PinFile.first(in: foldersAboveVault) : nil
      if let above { places.append(above.place(.projectAbove)) }
      if let used, used != above { places.append(used.place(.user)) }
    }
    return VaultPins(places)
  }
}
