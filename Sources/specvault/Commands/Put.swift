import ArgumentParser
import Console
import Cryptography
import Vault

extension ParameterType: ExpressibleByArgument {}

struct Put: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "put", abstract: "Store a value: a new secret or parameter, or a new version of one.",
    discussion: """
      A name that begins with '/' is a parameter, any other a secret; --store and --type say otherwise. A secret's former \
      value stays as AWSPREVIOUS.
      """)

  @OptionGroup var place: VaultArguments

  @Argument(help: "The secret's or parameter's name.")
  var name: String

  @Argument(
    help: ArgumentHelp(
      "Nothing to be asked for it, '-' for standard input byte for byte, '@file' for a file's bytes.",
      valueName: "value|-|@file"))
  var value: String?

  @Flag(help: "Store a random password.")
  var random = false

  @OptionGroup(title: "Random passwords") var rules: RandomArguments

  @Option(help: ArgumentHelp("A parameter's type.", valueName: "String|StringList|SecureString"))
  var type: ParameterType?

  @Option(help: ArgumentHelp("A staging label for the secret's new version instead of AWSCURRENT, repeatable."))
  var stage: [String] = []

  @Option(help: "What it is for.")
  var description: String?

  @Option(help: ArgumentHelp("A tag of a new entry, repeatable.", valueName: "key=value"))
  var tag: [String] = []

  @Option(help: ArgumentHelp("A KMS key's id, kept as text.", valueName: "id"))
  var kmsKeyID: String?

  @Option(help: ArgumentHelp("A parameter's tier.", valueName: "Standard|Advanced|Intelligent-Tiering"))
  var tier: String?

  @Option(help: ArgumentHelp("A regular expression that the parameter's values match.", valueName: "regex"))
  var allowedPattern: String?

  @Option(help: ArgumentHelp("A parameter's data type.", valueName: "text|aws:ec2:image"))
  var dataType: String?

  @Option(help: ArgumentHelp("A parameter's policies.", valueName: "json"))
  var policies: String?

  @Flag(help: "Store it as SecretBinary, as is done anyway with what is not UTF-8.")
  var binary = false

  @Flag(help: "Refuse if the name is taken.")
  var noOverwrite = false

  func validate() throws {
    if random, value != nil { throw ValidationError("--random and a value exclude each other") }
    if type != nil, let store = place.store, !store.hasTypes {
      throw ValidationError("--type is for parameters, and --store is \(store.rawValue)")
    }
  }

  func run() throws {
    let open = try place.open()
    let tags = try tag.map { try TagText.parse($0) }
    let bytes = try ValueInput(text: value, random: random ? rules.rules : nil).read(name: name)
    let said = try open.write("put", name) { transaction, reading in
      let text = try Storing(transaction, reading).put(
        newValue(bytes, tags), in: type == nil ? reading.storeOfNew(name) : .parameterStore)
      return (text, text)
    }
    Terminal.standardOutput("\(name): \(said)\n")
  }

  private func newValue(_ bytes: SecretBytes, _ tags: [Tag]) -> NewValue {
    var new = NewValue(name: name, value: bytes, user: Who.user)
    new.isBinary = binary
    new.overwrites = !noOverwrite
    new.stages = stage
    new.description = description
    new.keyID = kmsKeyID
    new.tags = tags
    new.type = type
    new.tier = tier
    new.dataType = dataType
    new.allowedPattern = allowedPattern
    new.policies = policies
    return new
  }
}

/// Tags as the command line gives them.
enum TagText {
  /// `key=value`.
  static func parse(_ text: String) throws -> Tag {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { throw UsageFailure("a tag is 'key=value', not '\(text)'") }
    return Tag(key: String(parts[0]), value: String(parts[1]))
  }
}
