import Console
import Diagnostics
import Syntax
import Vault
import Workspace

/// The key `vault` of the `.specvault.yaml` beside a vault's folder: which vault is the project's. It is committed, so that clones and CI
/// know the vault by it.
struct PinFile: Sendable {
  private let path: String

  /// - Parameter vault: The vault's path.
  /// - Returns: Nil for a vault that is in no `.specvault` folder: no project pins it.
  init?(ofVault vault: String) {
    let folder = PathText.parent(vault)
    guard PathText.name(folder) == ".specvault", PathText.name(vault) == "vault.db" else { return nil }
    let root = PathText.parent(folder)
    let names = [".specvault.yaml", ".specvault.yml"]
    path = PathText.join(root, names.first { FileSystem.exists(PathText.join(root, $0)) } ?? names[0])
  }

  /// What the file says; nil where it says nothing.
  /// - Throws: `UsageFailure` where it says something that is no pin.
  func read() throws -> VaultPin? {
    guard let text = try text(), let node = YAMLParser.parse(text).documents.first?["vault"], !node.isNull else {
      return nil
    }
    guard let pin = node.text.flatMap(VaultPin.init) else {
      throw UsageFailure(
        "\(text.path): 'vault' is not a vault's pin", hint: "'specvault init' and 'specvault rekey' write it: pin1-…")
    }
    return pin
  }

  private func text() throws -> SourceText? {
    guard FileSystem.exists(path), case .bytes(let bytes) = try FileSystem.read(path, limit: 1 << 20) else {
      return nil
    }
    return SourceText(path: PathText.relative(path, to: FileSystem.currentFolder), bytes: bytes)
  }

  /// Writes the pin, and leaves everything else in the file as it is.
  /// - Throws: `FileError`.
  func write(_ pin: VaultPin) throws {
    let line = "vault: \(pin)"
    var lines =
      try text().map {
        String(decoding: $0.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      } ?? []
    if lines.last == "" { lines.removeLast() }
    if let place = lines.firstIndex(where: { $0.hasPrefix("vault:") }) {
      lines[place] = line[...]
    } else {
      lines.append(line[...])
    }
    try FileSystem.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
  }
}

extension VaultPins {
  /// Those of the project that a vault belongs to; nil for a vault of none.
  static func ofProject(_ vault: String) -> VaultPins? {
    PinFile(ofVault: vault).map { file in VaultPins(read: file.read, write: file.write) }
  }
}
