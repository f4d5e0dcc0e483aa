import AWSEmulation
import ArgumentParser
import Console
import Cryptography
import Diagnostics
import Vault

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

struct Credentials: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "credentials", abstract: "Access keys that 'specvault serve' accepts.",
    discussion: """
      They are kept in the vault and are good for this vault's endpoint only. With a policy, a credential may do what an IAM \
      identity with that policy may: so that least privilege is tested before deploying.
      """,
    subcommands: [ListCredentials.self, CreateCredential.self, RemoveCredential.self],
    defaultSubcommand: ListCredentials.self)
}

struct ListCredentials: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Show the credentials.")

  @OptionGroup var place: VaultArguments
  @OptionGroup var format: FormatArguments

  private struct Row: Encodable {
    let name: String
    let accessKeyID: String
    let account: String
    let policy: Bool
    let created: String
  }

  func run() throws {
    let credentials = try place.open().read { try $0.snapshot.settings().credentials }
    let rows = credentials.map {
      Row(
        name: $0.name, accessKeyID: $0.accessKeyID, account: $0.account, policy: $0.policy != nil,
        created: $0.created.rfc3339)
    }
    if format.isJSON { return Terminal.standardOutput(JSONText.encode(rows)) }
    if rows.isEmpty {
      return Terminal.standardOutput("no credentials; 'specvault credentials create NAME' makes one\n")
    }
    var table = TextTable(["NAME", "ACCESS KEY ID", "ACCOUNT", "MAY DO", "CREATED"])
    for row in rows {
      table.add([row.name, row.accessKeyID, row.account, row.policy ? "by policy" : "everything", row.created])
    }
    Terminal.standardOutput(table.text)
  }
}

struct CreateCredential: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make an access key and print it.",
    discussion: "A credential of the same name gets a new key and this policy; the old key ends.")

  @OptionGroup var place: VaultArguments

  @Argument(help: "Whose it is, as IAM names users.")
  var name: String

  @Option(help: ArgumentHelp("An identity policy in IAM's JSON; without one everything is allowed.", valueName: "file"))
  var policy: String?

  func validate() throws {
    let isName = name.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "_+=,.@-".utf8.contains(byte)
    }
    guard isName, (1...64).contains(name.utf8.count) else {
      throw ValidationError("'\(name)': 1 to 64 letters, digits and _+=,.@- name a credential")
    }
  }

  func run() throws {
    let document = try policy.map(readPolicy)
    let credential = try place.open().write("credentials create", name) { transaction, reading in
      let credential = NamedCredential(
        name: name, accessKeyID: try Credential.accessKeyID(prefix: "AKIA"), secretKey: try Credential.newSecretKey(),
        account: reading.scope.account, policy: document, created: reading.now)
      try transaction.updateSettings { settings in
        settings.credentials.removeAll { $0.name == name }
        settings.credentials.append(credential)
      }
      return (credential, document == nil ? "without a policy" : "with a policy")
    }
    Terminal.standardOutput("export AWS_ACCESS_KEY_ID=\(credential.accessKeyID)\nexport AWS_SECRET_ACCESS_KEY=")
    try Terminal.write(credential.secretKey, to: STDOUT_FILENO)
    Terminal.standardOutput("\n")
  }

  private func readPolicy(_ path: String) throws -> String {
    let content = try TerminalInput.contents(ofFile: place.absolute(path), limit: 1 << 18)
    guard let text = content.text() else { throw UsageFailure("'\(path)' is not UTF-8 text") }
    do {
      _ = try IdentityPolicy(text)
    } catch let error as IdentityPolicy.Refused {
      throw UsageFailure("'\(path)': \(error.description)", hint: "nothing of a policy is passed over in silence")
    }
    return text
  }
}

struct RemoveCredential: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "remove", abstract: "End an access key.")

  @OptionGroup var place: VaultArguments

  @Argument(help: "The credential's name.")
  var name: String

  func run() throws {
    try place.open().write("credentials remove", name) { transaction, _ in
      try transaction.updateSettings { settings in
        guard settings.credentials.contains(where: { $0.name == name }) else {
          throw Refusal("there is no credential '\(name)'", hint: "'specvault credentials' shows what there is")
        }
        settings.credentials.removeAll { $0.name == name }
      }
      return ((), "")
    }
    Terminal.standardOutput("\(name): its key ended\n")
  }
}
