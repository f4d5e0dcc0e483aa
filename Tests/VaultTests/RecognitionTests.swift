import Age
import Cryptography
import TestSupport
import Testing
import Workspace

@testable import Vault

/// Which vault stands at a path, and in which state: what the memory, the old key and the project's pin say.
@Suite struct RecognitionTests {
  let sample: SampleVault

  init() throws { sample = try SampleVault() }

  private func value(_ vault: Vault) throws -> String? {
    try vault.read { try sample.secrets.value("a", in: $0).bytes.text() }
  }

  private func write(_ vault: Vault) throws {
    _ = try vault.write { try sample.secrets.putValue("a", SecretInput(SecretBytes(utf8: "written")), in: $0) }
  }

  // MARK: States

  @Test(
    arguments: [
      // found, last at the path, seen anywhere, newest key: what it is
      ((5, 0, 1), (5, 0, 1), [(5, 0, 1)], 0, Standing.current),
      ((6, 0, 2), (5, 0, 1), [(5, 0, 1)], 0, .current),
      ((9, 0, 2), nil, [], 0, .current),
      // Written here in a worktree, seen now at another path.
      ((6, 0, 2), (5, 0, 1), [(5, 0, 1), (6, 0, 2)], 0, .current),
      ((5, 0, 1), (6, 0, 2), [(5, 0, 1), (6, 0, 2)], 0, .seenBefore(newest: 6)),
      ((5, 0, 1), nil, [(5, 0, 1), (6, 0, 2)], 0, .seenBefore(newest: 6)),
      ((5, 0, 3), (6, 0, 2), [(5, 0, 1), (6, 0, 2)], 0, .unknown(remembered: 6)),
      ((6, 0, 3), (6, 0, 2), [(6, 0, 2)], 0, .unknown(remembered: 6)),
      // A clone that is new here, older than what is known of the vault.
      ((5, 0, 3), nil, [(6, 0, 2)], 0, .unknown(remembered: 6)),
      // More changes, sealed with a key that was replaced: a former recipient can make it.
      ((99, 0, 3), (6, 1, 2), [(6, 1, 2)], 1, .unknown(remembered: 6)),
      ((7, 1, 3), (6, 0, 2), [(6, 0, 2)], 1, .current),
      // A colleague's new key, on a branch with fewer changes.
      ((3, 1, 3), (6, 0, 2), [(6, 0, 2)], 1, .current),
      ((6, 0, 2), (7, 1, 3), [(6, 0, 2), (7, 1, 3)], 1, .seenBefore(newest: 7)),
    ] as [((Int, Int, UInt8), (Int, Int, UInt8)?, [(Int, Int, UInt8)], UInt64, Standing)])
  func standing(
    _ found: (Int, Int, UInt8), _ last: (Int, Int, UInt8)?, _ roots: [(Int, Int, UInt8)], _ newestEpoch: UInt64,
    _ expected: Standing
  ) {
    func root(_ text: (Int, Int, UInt8)) -> SeenRoot {
      SeenRoot(generation: UInt64(text.0), epoch: UInt64(text.1), tag: [UInt8](repeating: text.2, count: 16))
    }
    let standing = Standing(
      of: root(found), last: last.map(root), roots: roots.map(root), newestEpoch: newestEpoch)
    #expect(standing == expected)
  }

  @Test func aStateThatWasSeenIsReadWithANoteAndWritten() throws {
    try sample.create("a", "old")
    let old = try sample.copyOfFile()
    try sample.put("a", "new")
    sample.putFile(old)
    let vault = try sample.reopened()
    #expect(try value(vault) == "old")
    #expect(try value(vault) == "old")
    #expect(sample.notes.all.filter { $0.contains("seen here before") }.count == 1)
    try write(vault)
    #expect(try value(try sample.reopened()) == "written")
  }

  @Test func anOlderStateThatWasNeverSeenIsRefusedUntilItIsAccepted() throws {
    try sample.create("a", "old")
    let old = try sample.copyOfFile()
    try sample.put("a", "new")
    let other = "another-machine"
    #expect(try value(try sample.reopened(stateFolder: other)) == "new")
    sample.putFile(old)
    let found = try sample.reopened().read { try $0.generation }
    #expect(throws: VaultError.rolledBack(found: found, remembered: found + 1)) {
      try value(try sample.reopened(stateFolder: other))
    }
    #expect(try value(try sample.reopened(accepting: true, stateFolder: other)) == "old")
    #expect(try value(try sample.reopened(stateFolder: other)) == "old")
  }

  @Test func nothingIsWrittenUnderAKeyThatWasReplaced() throws {
    try sample.create("a", "old")
    let old = try sample.copyOfFile()
    try sample.rekey(hasSuccession: false)
    sample.putFile(old)
    let vault = try sample.reopened()
    #expect(try value(vault) == "old")
    #expect(throws: VaultError.supersededKey(found: 0, newest: 1)) { try write(vault) }
    try write(try sample.reopened(accepting: true))
    try write(try sample.reopened())
  }

  @Test func manyStatesAreRememberedAndNoMore() throws {
    let folder = TemporaryFolder()
    let memory = VaultMemory(folder: folder.path, path: "/nowhere")
    let id: [UInt8] = Array(repeating: 7, count: 16)
    for number in 0..<9000 {
      let tag = Array(repeating: UInt8(0), count: 14) + [UInt8(number >> 8), UInt8(number & 255)]
      #expect(memory.remember(SeenRoot(generation: UInt64(number), epoch: 0, tag: tag), of: id, isNew: true))
    }
    #expect(memory.roots(of: id).map(\.generation) == Array(4904..<9000))
    #expect(memory.place()?.root.generation == 8999)
  }

  // MARK: Vaults

  /// Knowing a public key, anybody can make a vault that its owner opens.
  @Test func aVaultThatSomebodyElseMadeIsRefused() throws {
    try sample.create("a", "mine")
    let forger = TemporaryFolder()
    let forged = try Vault.create(
      at: "\(forger.path)/vault.db", for: [sample.identity.recipient], settings: Settings(),
      options: VaultOptions(stateFolder: "\(forger.path)/state"))
    for _ in 0..<20 {
      try forged.write {
        try $0.audit(AuditRecord(moment: sample.clock.now, user: "", process: "", action: "x", subject: "", detail: ""))
      }
    }
    sample.putFile(forger.readBytes("vault.db"))
    for _ in 0..<2 {
      let error = #expect(throws: VaultError.self) { try sample.reopened().read { try $0.settings() } }
      guard case .stranger = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }
    _ = try sample.reopened(accepting: true).read { try $0.settings() }
    _ = try sample.reopened().read { try $0.settings() }
  }

  /// The identifier stands in the clear: a forger copies it.
  @Test func aVaultOfTheSameNameWithAnotherKeyIsRefused() throws {
    try sample.create("a", "mine")
    let forged = try SampleVault(identifierOf: sample)
    for _ in 0..<20 { try forged.putParameter("/x", "y") }
    sample.putFile(try forged.copyOfFile())
    let error = #expect(throws: VaultError.self) { try sample.reopened().read { try $0.settings() } }
    guard case .stranger = error else { return #expect(Bool(false), "\(String(describing: error))") }
  }

  @Test func aColleaguesNewKeyIsFollowed() throws {
    try sample.create("a", "1")
    let colleague = "colleague"
    _ = try sample.reopened(stateFolder: colleague).read { try $0.settings() }
    for _ in 0..<3 { try sample.rekey() }
    #expect(try value(try sample.reopened(stateFolder: colleague)) == "1")
    // And one that was made without the old key's word is not, until the project's pin or the user says so.
    try sample.rekey(hasSuccession: false)
    let error = #expect(throws: VaultError.self) { try value(try sample.reopened(stateFolder: colleague)) }
    guard case .stranger = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(try value(try sample.reopened(stateFolder: colleague, pin: sample.vault.pin)) == "1")
    #expect(try value(try sample.reopened(stateFolder: colleague)) == "1")
  }

  @Test func aPinIsComparedOnEveryOpening() throws {
    try sample.create("a", "1")
    let pin = sample.vault.pin
    #expect(VaultPin(pin.description) == pin)
    #expect(try value(try sample.reopened(stateFolder: "ci", pin: pin)) == "1")
    #expect(!sample.notes.all.contains { $0.contains("first time") })
    try sample.rekey()
    #expect(throws: VaultError.unpinned(found: sample.vault.pin.description, expected: pin.description)) {
      try value(try sample.reopened(stateFolder: "another-ci", pin: pin))
    }
    // Who knew the key that the pin names follows what it vouches for.
    #expect(try value(try sample.reopened(stateFolder: "ci", pin: pin)) == "1")
    #expect(sample.notes.all.contains { $0.contains("earlier key") })
    for text in ["", "pin1-", "pin1-0", pin.description.uppercased(), pin.description + "0"] {
      #expect(VaultPin(text) == nil)
    }
  }

  @Test func aFirstOpeningIsSaid() throws {
    _ = try sample.reopened(stateFolder: "new").read { try $0.settings() }
    let note = try #require(sample.notes.all.first { $0.contains("first time") })
    #expect(note.contains("\(sample.identity.recipient)") && note.contains(sample.vault.pin.description))
  }

  @Test func withoutAFolderThatCanBeWrittenNothingIsRememberedAndThatIsSaidOnce() throws {
    try sample.create("a", "1")
    sample.folder.write("blocked", "a file where a folder should be")
    let vault = try sample.reopened(stateFolder: "blocked")
    for _ in 0..<3 { #expect(try value(vault) == "1") }
    try write(vault)
    #expect(sample.notes.all.filter { $0.contains("cannot be written") }.count == 1)
  }

  @Test func aNewVaultAtAUsedPathIsAllowed() throws {
    try sample.create("a", "1")
    Vault.remove(at: sample.path)
    var options = VaultOptions(stateFolder: "\(sample.folder.path)/state")
    options.clock = WallClock { [clock = sample.clock] in clock.now }
    _ = try Vault.create(at: sample.path, for: [sample.identity.recipient], settings: Settings(), options: options)
    _ = try sample.reopened().read { try $0.settings() }
  }
}
