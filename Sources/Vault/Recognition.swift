import Cryptography
import SQLite
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whether a vault is the one that is meant, and its state not an older one.
///
/// A file that opens with our identity need not be ours: whoever knows our public key can make one. So the state directory remembers
/// which vault stands at a path and by which key it is known; a new key is believed if the old one vouches for it
/// (``Succession``), or if the project names it (``VaultPin``).
final class Recognition: Sendable {
  private let memory: VaultMemory
  private let options: VaultOptions
  private let known = Mutex(Known())

  private struct Known {
    /// The salt of the key that was recognised.
    var salt: [UInt8]?
    /// The newest key that was seen of this vault.
    var newestEpoch: UInt64 = 0
    /// States of which the user was told.
    var told: [[UInt8]] = []
    var saidThatNothingIsRemembered = false
  }

  init(_ options: VaultOptions, path: String) {
    self.options = options
    memory = VaultMemory(folder: options.stateFolder, path: path)
  }

  /// Where the project says which vault is its own, if it does.
  var pins: VaultPins? { options.pins }

  /// What is remembered of the path; to be asked before a transaction begins.
  var place: VaultMemory.Place? { memory.place() }

  /// Remembers a vault that was just made: whatever stood at its path before is forgotten.
  func introduce(_ vault: [UInt8], _ keys: VaultKeys, _ root: SeenRoot) {
    let isRemembered =
      memory.add(key(keys, epoch: 0), of: vault, forgettingNewer: true) && memory.remember(root, of: vault, isNew: true)
    known.withLock { $0.salt = keys.salt }
    say(isRemembered: isRemembered)
  }

  /// Compares a vault and its state with what is remembered and what the project says.
  /// - Throws: ``VaultError``.
  func check(_ state: CheckedState, _ db: Connection, place: VaultMemory.Place?, isWrite: Bool) throws {
    let vault = state.header.identifier
    let isRecognised = known.withLock { $0.salt == state.header.salt }
    if !isRecognised { try recognise(state, db, place) }
    let found = state.seen
    let newestEpoch = known.withLock { $0.newestEpoch }
    let last = place.flatMap { $0.vault == vault ? $0.root : nil }
    guard !options.acceptsWhatIsThere else { return }
    switch Standing(of: found, last: last, roots: memory.roots(of: vault), newestEpoch: newestEpoch) {
    case .current: break
    case .seenBefore(let newest): tell(found, newest)
    case .unknown(let remembered): throw VaultError.rolledBack(found: found.changes, remembered: remembered)
    }
    if isWrite, found.epoch < newestEpoch { throw VaultError.supersededKey(found: found.epoch, newest: newestEpoch) }
  }

  /// Remembers a state that was read, or one that was written and is durable now.
  func remember(_ root: SeenRoot, of vault: [UInt8], place: VaultMemory.Place?, isWritten: Bool) {
    guard place != VaultMemory.Place(vault: vault, root: root) else { return }
    let isNew = isWritten || !memory.roots(of: vault).contains(root)
    say(isRemembered: memory.remember(root, of: vault, isNew: isNew))
  }

  /// Remembers the key that a vault was given.
  func remember(_ keys: VaultKeys, epoch: UInt64, of vault: [UInt8]) {
    let isRemembered = memory.add(key(keys, epoch: epoch), of: vault)
    known.withLock {
      $0.salt = keys.salt
      $0.newestEpoch = epoch
    }
    say(isRemembered: isRemembered)
  }

  /// Remembers the key that a vault is about to get: should this process end between the commit and ``remember(_:epoch:of:)``, the
  /// next one knows whose it is.
  func announce(_ keys: VaultKeys, epoch: UInt64, of vault: [UInt8]) {
    var next = key(keys, epoch: epoch)
    next.isNext = true
    say(isRemembered: memory.add(next, of: vault))
  }

  /// Does something that compares the vault with what is known of it, and does it over for two seconds where they differ: between the
  /// commit of a new key and what is written down of it lies a moment, in which another process may look.
  func settling<Result>(_ body: () throws -> Result) throws -> Result {
    for _ in 0..<40 {
      do {
        return try body()
      } catch VaultError.unpinned, VaultError.stranger {
        usleep(50_000)
      }
    }
    return try body()
  }

  // MARK: Keys

  private func recognise(_ state: CheckedState, _ db: Connection, _ place: VaultMemory.Place?) throws {
    let vault = state.header.identifier
    let keys = state.sealer.keys
    let own = key(keys, epoch: state.root.epoch)
    let remembered = memory.keys(of: vault)
    if !options.acceptsWhatIsThere, !(try isPinned(own, of: state, remembered, db, place)) {
      try vouch(for: own, of: state, remembered, db, place)
    }
    if !remembered.contains(where: { $0 == own && !$0.isNext }) || options.acceptsWhatIsThere {
      // To accept an older key is to forget the newer ones.
      say(isRemembered: memory.add(own, of: vault, forgettingNewer: options.acceptsWhatIsThere))
    }
    known.withLock {
      $0.salt = state.header.salt
      $0.newestEpoch =
        options.acceptsWhatIsThere
        ? own.epoch : max(own.epoch, remembered.filter { !$0.isNext }.map(\.epoch).max() ?? 0)
    }
  }

  /// Whether a project names the key.
  /// - Throws: ``VaultError/unpinned(found:expected:place:)`` where it names another one than the vault has or had.
  private func isPinned(
    _ own: VaultMemory.KnownKey, of state: CheckedState, _ remembered: [VaultMemory.KnownKey], _ db: Connection,
    _ place: VaultMemory.Place?
  ) throws -> Bool {
    let vault = state.header.identifier
    var isPinned = false
    for pins in options.pins?.places ?? [] {
      guard let pin = try pins.read() else { continue }
      if pin.description == own.pin {
        isPinned = true
      } else if try isFormer(pin, before: own, of: vault, remembered, db) {
        let isConfirmed = remembered.contains { $0 == own && !$0.isNext }
        if !isConfirmed, try isRenewed(pins, for: own) {
          isPinned = true
          continue
        }
        options.note(
          "'vault: \(pin)' in \(pins.name.file) is of an earlier key of this vault: on an older branch that is as it should be, else "
            + "'specvault verify --accept' writes the newer one")
      } else if pins.name.owner != .user || place?.vault != vault || !remembered.contains(own) {
        throw VaultError.unpinned(found: own.pin, expected: pin.description, place: pins.name)
      }
    }
    return isPinned
  }

  /// Waits a second for the pin of a key that was never met: whoever gave it to the vault may be about to write it.
  private func isRenewed(_ place: VaultPins.Place, for own: VaultMemory.KnownKey) throws -> Bool {
    for _ in 0..<20 {
      usleep(50_000)
      if try place.read()?.description == own.pin { return true }
    }
    return false
  }

  /// Whether a pin is of a key that this machine knew of the vault before the one that it has now.
  private func isFormer(
    _ pin: VaultPin, before own: VaultMemory.KnownKey, of vault: [UInt8], _ remembered: [VaultMemory.KnownKey],
    _ db: Connection
  ) throws -> Bool {
    try remembered.contains { old in
      guard !old.isNext, old.pin == pin.description, old.epoch < own.epoch else { return false }
      return try remembered.contains(own) || Succession.leads(from: old, to: own, of: vault, db)
    }
  }

  /// - Throws: ``VaultError/stranger(_:)``.
  private func vouch(
    for own: VaultMemory.KnownKey, of state: CheckedState, _ remembered: [VaultMemory.KnownKey], _ db: Connection,
    _ place: VaultMemory.Place?
  ) throws {
    let vault = state.header.identifier
    if let place, place.vault != vault {
      throw VaultError.stranger(
        "another vault stands here than before: \(Hexadecimal.text(vault)) instead of \(Hexadecimal.text(place.vault))")
    }
    guard !remembered.isEmpty else { return try tellOfFirstOpening(state, db) }
    guard !remembered.contains(own) else { return }
    let isVouchedFor = try remembered.contains { old in
      try !old.isNext && old.epoch < own.epoch && Succession.leads(from: old, to: own, of: vault, db)
    }
    guard isVouchedFor else {
      throw VaultError.stranger(
        "the vault has a key that none seen here before vouches for: a recipient was removed, or somebody else made it")
    }
  }

  private func key(_ keys: VaultKeys, epoch: UInt64) -> VaultMemory.KnownKey {
    VaultMemory.KnownKey(
      epoch: epoch, check: keys.succession.withUnsafeBytes { Array($0) }, pin: keys.pin.description)
  }

  // MARK: Words

  func note(_ text: String) { options.note(text) }

  private func tellOfFirstOpening(_ state: CheckedState, _ db: Connection) throws {
    let recipients = try Snapshot(db, state).settings().recipients
    let names = recipients.map { $0.name.isEmpty ? $0.key : "\($0.name) (\($0.key))" }
    options.note(
      "this vault is opened here for the first time: its id is \(Hexadecimal.text(state.header.identifier)), it opens for "
        + (names.isEmpty ? "a passphrase" : names.joined(separator: ", "))
        + "; 'vault: \(state.sealer.keys.pin)' in .specvault.yaml pins it")
  }

  private func tell(_ found: SeenRoot, _ newest: UInt64) {
    let isNew = known.withLock { known in
      guard !known.told.contains(found.tag) else { return false }
      known.told.append(found.tag)
      return true
    }
    guard isNew else { return }
    options.note(
      "the vault is in a state that was seen here before: change \(found.changes), the newest seen is change \(newest)"
    )
  }

  private func say(isRemembered: Bool) {
    guard !isRemembered else { return }
    let isNew = known.withLock { known in
      defer { known.saidThatNothingIsRemembered = true }
      return !known.saidThatNothingIsRemembered
    }
    guard isNew else { return }
    options.note("'\(options.stateFolder)' cannot be written: an older or another vault would not be noticed")
  }
}
