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

  @Argument(help: "A name or ARN; a new name is made.")
  var name: String

  func run() throws {
    let open = try place.open()
    let before = try open.read { reading -> SecretBytes? in
      do {
        return try reading.resolver().value(of: try ValueReference(name))
      } catch let error as ServiceError where error.isNotFound {
        return nil
      }
    }
    let file = try MemoryBackedFile(before ?? SecretBytes(utf8: ""))
    defer { file.wipe() }
    try Editor.edit(file.path)
    let after = try file.content(keepingFinalBreakOf: before)
    guard after.count > 0 else { throw Refusal("the value is empty; nothing was stored") }
    if let before, before.equals(after) { return Terminal.standardOutput("\(name): unchanged\n") }
    let said = try open.write("edit", name) { transaction, reading in
      let text = try Storing(transaction, reading).put(name, after)
      return (text, text)
    }
    Terminal.standardOutput("\(name): \(said)\n")
  }
}
