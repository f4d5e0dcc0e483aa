import ByteSearch
import Cryptography

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the user's state directory remembers of vaults: which vault stands at a path and in which state, and for each vault, in all
/// its clones and worktrees, its keys and the states that this machine has seen (FORMAT.md, "Memory").
///
/// It is read before a transaction begins and written after it ended, so that it is never ahead of what is durable.
struct VaultMemory: Sendable {
  /// Which vault stood at the path, and its state.
  struct Place: Equatable {
    let vault: [UInt8]
    let root: SeenRoot
  }

  /// A vault's key as it is remembered: not the key itself, but what only it gives.
  struct KnownKey: Equatable {
    let epoch: UInt64
    let check: [UInt8]
    /// The name by which a project knows it; empty where it was not remembered.
    var pin = ""
    /// Whether the vault was about to get it, and nobody saw yet whether it did.
    var isNext = false

    static func == (one: KnownKey, other: KnownKey) -> Bool { one.epoch == other.epoch && one.check == other.check }
  }

  /// How many states of a vault are remembered.
  static let rootLimit = 4096
  private static let rootSize = 40

  private let folder: String
  private let placeFile: String

  /// - Parameters:
  ///   - folder: For example `~/.local/state/deployspec/vaults`; made when first needed.
  ///   - path: The vault's path, in the spelling that all processes share.
  init(folder: String, path: String) {
    self.folder = folder
    placeFile = "\(folder)/path-\(String(FNV1a.hash(VaultMemory.resolved(path).utf8), radix: 16))"
  }

  /// Of a path where nothing stands, the folder's.
  private static func resolved(_ path: String) -> String {
    if let real = real(path) { return real }
    guard let slash = path.lastIndex(of: "/"), let folder = real(String(path[...slash])) else { return path }
    return (folder == "/" ? "" : folder) + path[slash...]
  }

  private static func real(_ path: String) -> String? {
    realpath(path, nil).map { pointer in
      defer { free(pointer) }
      return String(cString: pointer)
    }
  }

  // MARK: Reading

  /// Nil where nothing is remembered, or nothing readable.
  func place() -> Place? {
    guard let words = PrivateState.lines(placeFile).first?.split(separator: " "), words.count == 5,
      let generation = UInt64(words[1]), let epoch = UInt64(words[2]), let changes = UInt64(words[4])
    else { return nil }
    return Place(
      vault: Hexadecimal.decoding(words[0]),
      root: SeenRoot(generation: generation, epoch: epoch, tag: Hexadecimal.decoding(words[3]), changes: changes))
  }

  /// The keys that a vault has had, oldest first.
  func keys(of vault: [UInt8]) -> [KnownKey] {
    PrivateState.lines(file(of: vault, "keys")).compactMap { line in
      let words = line.split(separator: " ")
      guard words.count >= 2, let epoch = UInt64(words[0]) else { return nil }
      return KnownKey(
        epoch: epoch, check: Hexadecimal.decoding(words[1]), pin: words.count > 2 ? String(words[2]) : "",
        isNext: words.count > 3)
    }
  }

  /// The states of a vault that were seen, oldest first.
  func roots(of vault: [UInt8]) -> [SeenRoot] {
    let bytes = PrivateState.bytes(file(of: vault, "states")).suffix(VaultMemory.rootLimit * VaultMemory.rootSize)
    return stride(from: bytes.startIndex, through: bytes.endIndex - VaultMemory.rootSize, by: VaultMemory.rootSize).map
    {
      let record = bytes[$0..<($0 + VaultMemory.rootSize)]
      return SeenRoot(
        generation: VaultMemory.number(record.prefix(8)), epoch: VaultMemory.number(record.dropFirst(8).prefix(8)),
        tag: Array(record.dropFirst(16).prefix(Bytes16.size)), changes: VaultMemory.number(record.suffix(8)))
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

  // MARK: Writing

  /// Remembers the state at the path.
  /// - Parameter isNew: Whether this machine sees the state for the first time.
  /// - Returns: Whether it could be written. A home that cannot be written loses this protection, nothing else.
  func remember(_ root: SeenRoot, of vault: [UInt8], isNew: Bool) -> Bool {
    let line =
      "\(Hexadecimal.text(vault)) \(root.generation) \(root.epoch) \(Hexadecimal.text(root.tag)) \(root.changes)\n"
    guard PrivateState.replace(placeFile, Array(line.utf8)) else { return false }
    guard isNew else { return true }
    return PrivateState.append(
      file(of: vault, "states"),
      bigEndian(root.generation) + bigEndian(root.epoch) + root.tag + bigEndian(root.changes),
      keeping: VaultMemory.rootLimit * VaultMemory.rootSize)
  }

  /// Remembers a key of a vault beside the others.
  /// - Returns: Whether it could be written.
  func add(_ key: KnownKey, of vault: [UInt8], forgettingNewer: Bool = false) -> Bool {
    let file = file(of: vault, "keys")
    return PrivateState.withLock(beside: file) {
      let others = keys(of: vault).filter { other in
        if forgettingNewer, other.epoch > key.epoch { return false }
        return other.isNext ? !key.isNext && other.epoch != key.epoch : key.isNext || other.epoch != key.epoch
      }
      let lines = (others + [key]).sorted { $0.epoch < $1.epoch }.map {
        "\($0.epoch) \(Hexadecimal.text($0.check))\($0.pin.isEmpty ? "" : " \($0.pin)\($0.isNext ? " next" : "")")\n"
      }
      return PrivateState.replace(file, Array(lines.joined().utf8))
    }
  }

  private func file(of vault: [UInt8], _ kind: String) -> String { "\(folder)/\(Hexadecimal.text(vault)).\(kind)" }
}
