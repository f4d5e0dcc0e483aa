import ArgumentParser
import Console
import Cryptography
import Vault

struct Edit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Change a value in your editor.",
    discussion: """
      The file is in memory (/dev/shm), readable by you only, and wiped afterwards. The editor is VISUAL, EDITOR or vi; \
      make sure that it writes no copies of its own.
      """)

  @OptionGroup var place: VaultArguments

  @Argument(help: "A name or ARN; a new name is made.", completion: NameCompletion.names)
  var name: String

  func run() throws {
    let open = try place.open()
    let editor = try Editor()
    let before = try open.read { reading in
      let found = try current(reading)
      if found == nil { try reading.service(reading.storeOfNew(name)).validate(name: name) }
      return found
    }
    // From here on there is a plaintext to wipe, whatever comes.
    let held = HeldSignals()
    defer { held.release() }
    let file = try MemoryBackedFile(before?.bytes ?? SecretBytes(utf8: ""))
    let after: SecretBytes
    do {
      try editor.edit(file.path)
      after = try file.content(keepingFinalBreakOf: before?.bytes)
    } catch let ended as Editor.Ended {
      file.wipe()
      Signals.die(of: ended.signal)
    } catch {
      file.wipe()
      throw error
    }
    try store(after, before, file, open)
  }

  private func store(
    _ after: SecretBytes, _ before: FoundValue?, _ file: MemoryBackedFile, _ open: OpenVault
  ) throws {
    let isChanged = before.map { !$0.bytes.equals(after) } ?? true
    guard after.count > 0, isChanged else {
      file.wipe()
      if after.count == 0 { throw Refusal("the value is empty; nothing was stored") }
      return Terminal.standardOutput("\(name): unchanged\n")
    }
    do {
      let said = try open.write("edit", name) { transaction, reading in
        try requireSame(try current(reading), before)
        let text = try Storing(transaction, reading).put(
          NewValue(name: before?.entry.address.name ?? name, value: after, user: Who.user),
          in: before?.entry.address.store)
        return (text, text)
      }
      file.wipe()
      Terminal.standardOutput("\(name): \(said)\n")
    } catch {
      throw keep(after, in: file, error)
    }
  }

  /// The value that the name has now.
  private func current(_ reading: Reading) throws -> FoundValue? {
    do {
      let entry = try reading.entry(name)
      return try reading.service(of: entry).value(entry.address.name, in: reading.snapshot)
    } catch let error as ServiceError where error.isNotFound {
      return nil
    }
  }

  /// - Throws: `ServiceError` where another version than the one that was edited is current now.
  private func requireSame(_ now: FoundValue?, _ before: FoundValue?) throws {
    guard now?.entry.id == before?.entry.id, now?.version.id == before?.version.id else {
      throw ServiceError.invalidRequest(
        "'\(name)' was changed by somebody else while you edited it; nothing was stored")
    }
  }

  /// What was edited is not lost where it cannot be stored.
  private func keep(_ text: SecretBytes, in file: MemoryBackedFile, _ error: any Error) -> any Error {
    guard let failure = Failure(error) else {
      file.wipe()
      return error
    }
    do {
      try file.leave(text)
    } catch {
      file.wipe()
      return failure
    }
    // What is too large for the standard tier is stored by another, if by any.
    let isForTier = failure.message.contains("Standard tier")
    guard !isForTier || text.count <= 8192 else {
      return Failure(
        failure.message, hint: "your text is in '\(file.path)', in memory only; then delete it", status: failure.status)
    }
    let tier = isForTier ? " --tier Advanced" : ""
    let place =
      "your text is in '\(file.path)', in memory only: 'specvault put \(name) @\(file.path)\(tier)' stores it; then delete it"
    return Failure(
      failure.message, hint: (isForTier ? place : [failure.hint, place].compactMap(\.self).joined(separator: "; ")),
      status: failure.status)
  }
}
