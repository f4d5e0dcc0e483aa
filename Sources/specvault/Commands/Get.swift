import ArgumentParser
import Console
import Cryptography
import Vault

struct Get: QuickCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Print a value, and nothing else.",
    discussion: "No line break is added where the output is no terminal.")

  @OptionGroup var place: VaultArguments

  @Argument(
    help: "A name or ARN; a parameter's may have ':version' or ':label' behind it.", completion: NameCompletion.names)
  var name: String

  @Option(help: ArgumentHelp("A field of a secret that is a JSON object.", valueName: "jsonkey"))
  var key: String?

  @Option(help: "A secret's version id, or a parameter's version number.")
  var version: String?

  @Option(help: "A secret's staging label.")
  var stage: String?

  @Option(help: "A parameter version's label.")
  var label: String?

  func validate() throws {
    if label != nil, version != nil { throw ValidationError("--label and --version exclude each other") }
    if label != nil, stage != nil { throw ValidationError("--label is for parameters, --stage for secrets") }
  }

  func run() throws {
    let value = try place.open().read { reading in
      let value = try reading.suggesting(name) { try found(reading) }
      return try key.map { try JSONField.value(of: $0, in: value, secret: name) } ?? value
    }
    try Terminal.standardOutput(value)
  }

  private func found(_ reading: Reading) throws -> SecretBytes {
    guard version != nil || stage != nil || label != nil else {
      return try reading.resolver().value(of: try ValueReference(name))
    }
    let entry = try reading.entry(name)
    let service = reading.service(of: entry)
    let given = [stage.map { _ in "--stage" }, label.map { _ in "--label" }].compactMap(\.self)
    if let other = given.first(where: { $0 != service.labelOption }) {
      throw UsageFailure("'\(name)' is a \(service.noun): give \(service.labelOption) instead of \(other)")
    }
    let choice = VersionChoice(id: version, label: stage ?? label)
    return try service.value(entry.address.name, choice, in: reading.snapshot).bytes
  }
}

// MARK: Without ArgumentParser

extension Get {
  mutating func setDefaults() { (key, version, stage, label) = (nil, nil, nil, nil) }

  mutating func take(option: String, value: String) -> Bool {
    switch option {
    case "--key": key = value
    case "--version": version = value
    case "--stage": stage = value
    case "--label": label = value
    default: return false
    }
    return true
  }

  mutating func take(words: [String], rest: [String]?) -> Bool {
    guard words.count == 1, rest == nil else { return false }
    name = words[0]
    return true
  }
}
