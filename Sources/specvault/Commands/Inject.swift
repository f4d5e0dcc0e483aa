import ArgumentParser
import Console
import Cryptography
import Diagnostics
import Vault
import Workspace

struct Inject: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inject", abstract: "Print a file with every {{resolve:…}} in it replaced by its value.",
    discussion:
      "Either all references resolve, or nothing is printed and each that does not is reported with its place.")

  @OptionGroup var place: VaultArguments

  @Argument(help: "The template; '-' for standard input.")
  var file: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to a new file of mode 0600.", valueName: "file"))
  var output: String?

  func run() throws {
    let source = SourceText(path: file, bytes: try content())
    let open = try place.open()
    let (text, notes) = try open.read { reading in
      let resolver = reading.resolver()
      return (try fill(source, resolver), resolver.notes)
    }
    notes.forEach(Terminal.note)
    try open.note("inject", file, "\(DynamicReference.occurrences(in: source.bytes).count) references")
    if let output {
      try PrivateFile.create(place.absolute(output), text)
    } else {
      try Terminal.write(text, to: 1)
    }
  }

  private func content() throws -> [UInt8] {
    let limit = 64 << 20
    let content = try file == "-" ? FileSystem.readStandardInput(limit: limit) : FileSystem.read(file, limit: limit)
    guard case .bytes(let bytes) = content else { throw UsageFailure("'\(file)' is larger than 64 MiB") }
    return bytes
  }

  private func fill(_ source: SourceText, _ resolver: Resolver) throws -> SecretBytes {
    var parts: [SecretBytes] = []
    var faults: [String] = []
    var index = 0
    for occurrence in DynamicReference.occurrences(in: source.bytes) {
      parts.append(copy(source, index..<occurrence.range.lowerBound))
      index = occurrence.range.upperBound
      do {
        parts.append(try resolver.value(of: occurrence, in: source.bytes))
      } catch {
        guard !(error is VaultError), let failure = Failure(error) else { throw error }
        let position = source.position(occurrence.range.lowerBound)
        faults.append("\(file):\(position.line):\(position.column): \(failure.message)")
      }
    }
    guard faults.isEmpty else { throw Refusal(faults.joined(separator: "\n")) }
    return SecretBytes.joining(parts + [copy(source, index..<source.bytes.count)])
  }

  private func copy(_ source: SourceText, _ range: Range<Int>) -> SecretBytes {
    source.bytes[range].withUnsafeBytes { SecretBytes(copying: $0) }
  }
}
