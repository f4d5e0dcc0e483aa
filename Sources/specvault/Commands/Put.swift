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
    if type != nil, let store = place.store, store != .parameterStore {
      throw ValidationError("--type is for parameters, and --store is \(store.rawValue)")
    }
  }

  func run() throws {
    let open = try place.open()
    let tags = try tag.map { try TagText.parse($0) }
    let bytes = try ValueInput(text: value, random: random ? rules.rules : nil).read(name: name)
    let said = try open.write("put", name) { transaction, reading in
      let store = type == nil ? reading.storeOfNew(name) : .parameterStore
      let text =
        store == .parameterStore
        ? try putParameter(bytes, tags, transaction, reading) : try putSecret(bytes, tags, store, transaction, reading)
      return (text, text)
    }
    Terminal.standardOutput("\(name): \(said)\n")
  }

  private func putSecret(
    _ bytes: SecretBytes, _ tags: [Tag], _ store: Store, _ transaction: Transaction, _ reading: Reading
  ) throws -> String {
    let secrets = reading.secrets(store)
    let input = SecretInput(bytes, isBinary: binary || bytes.text() == nil)
    let exists: Bool
    do {
      _ = try secrets.find(name, in: transaction)
      exists = true
    } catch let error as ServiceError where error.isNotFound {
      exists = false
    }
    guard exists else {
      // With labels of its own the value comes after: the first version is AWSCURRENT whatever its labels.
      var new = SecretsManager.NewSecret(name: name, value: stage.isEmpty ? input : nil)
      new.description = description
      new.keyID = kmsKeyID
      new.tags = tags
      let entry = try secrets.create(new, in: transaction)
      let version =
        try entry.versions.first ?? secrets.putValue(name, input, stages: stage, in: transaction).version
      return "new in \(store.title), version \(version.id)"
    }
    guard !noOverwrite else {
      throw ServiceError(
        "ResourceExistsException", "The operation failed because the secret \(name) already exists.")
    }
    let version = try secrets.putValue(name, input, stages: stage, in: transaction).version
    if description != nil || kmsKeyID != nil {
      _ = try secrets.update(name, description: description, keyID: kmsKeyID, in: transaction)
    }
    if !tags.isEmpty { _ = try secrets.tag(name, adding: tags, in: transaction) }
    return "version \(version.id), \(version.labels.joined(separator: ", "))"
  }

  private func putParameter(
    _ bytes: SecretBytes, _ tags: [Tag], _ transaction: Transaction, _ reading: Reading
  ) throws -> String {
    let parameters = reading.parameters
    let existing = try parameters.lookUp(name, in: transaction)
    var new = ParameterStore.NewParameter(
      name: name, value: bytes, type: type ?? (existing == nil ? .secureString : nil))
    new.overwrite = existing != nil && !noOverwrite
    new.allowsPublic = true
    new.description = description
    new.keyID = kmsKeyID
    new.allowedPattern = allowedPattern
    new.tier = tier
    new.dataType = dataType
    new.policies = policies
    new.user = Who.user
    if existing == nil { new.tags = tags }
    let (entry, version) = try parameters.put(new, in: transaction)
    if existing != nil, !tags.isEmpty { _ = try parameters.tag(name, adding: tags, in: transaction) }
    let type = version.parameter?.type.rawValue ?? ""
    return entry.versions.count == 1 && version.number == 1
      ? "new \(type) in Parameter Store, version 1" : "\(type), version \(version.id)"
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
