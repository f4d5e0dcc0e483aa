import AWSEmulation
import Age
import ArgumentParser
import Console
import Cryptography
import Vault
import Workspace

@main
struct SpecVault: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "specvault",
    abstract: "An encrypted local vault that resolves secrets as AWS Secrets Manager and Parameter Store do.",
    discussion: """
      Exit status: 0 done, 1 not found or refused, 2 usage, 3 locked (no key fits), 4 damaged, 5 input or output; \
      'run' ends as its command does.
      """,
    version: ProgramVersion.current,
    groupedSubcommands: [
      CommandGroup(
        name: "Vault", subcommands: [Init.self, Info.self, Verify.self, Audit.self, BackupCommand.self, Recover.self]),
      CommandGroup(name: "Keys", subcommands: [Keygen.self, Recipients.self, Rekey.self, Credentials.self]),
      CommandGroup(
        name: "Secrets and parameters",
        subcommands: [
          Put.self, Get.self, List.self, History.self, Diff.self, Edit.self, Delete.self, Restore.self, Rollback.self,
          Copy.self, Move.self, TagCommand.self, LabelCommand.self, Random.self,
        ]),
      CommandGroup(
        name: "Use",
        subcommands: [Run.self, Serve.self, Resolve.self, Inject.self, Check.self, Export.self, Import.self, Scan.self]),
    ])

  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    try LeadingOptions.requireValues(arguments)
    return try parseAsRoot(arguments)
  }

  static func main() {
    Hardening.apply()
    Libcrypto.start()
    do {
      let arguments = LeadingOptions.moved(Array(CommandLine.arguments.dropFirst()))
      var command = try QuickArguments.command(arguments) ?? parsed(arguments)
      try command.run()
    } catch let code as ExitCode {
      Self.exit(withError: code)
    } catch {
      if let failure = Failure(error) {
        Terminal.explain(failure.message, hint: failure.hint, program: "specvault")
        Leaving.now(failure.status)
      }
      let message = fullMessage(for: error)
      if exitCode(for: error) == .success {
        print(message)
        Self.exit()
      }
      let arguments = LeadingOptions.moved(Array(CommandLine.arguments.dropFirst()))
      let failure = CommandLineErrors.failure(error, of: Self.self, arguments: arguments)
      Terminal.explain(failure.description, hint: failure.hint, program: "specvault")
      Leaving.now(2)
    }
  }
}

/// An error in the words and with the status that the user gets.
struct Failure: Error {
  let message: String
  var hint: String?
  let status: Int32

  init(_ message: String, hint: String? = nil, status: Int32) {
    self.message = message
    self.hint = hint
    self.status = status
  }

  /// - Returns: Nil for errors of ArgumentParser's own.
  init?(_ error: any Error) {
    switch error {
    case let error as Failure: self = error
    case let error as Refusal: self.init(error.message, hint: error.hint, status: 1)
    case let error as UsageFailure: self.init(error.description, hint: error.hint, status: 2)
    case let error as ServiceError: self.init(error.message, hint: Failure.hint(error), status: 1)
    case let error as AmbiguousName:
      self.init(
        error.description,
        hint: "choose one with --store \(error.stores.map(\.rawValue).joined(separator: " or --store "))",
        status: 2)
    case let error as ReferenceError: self.init(error.description, status: 2)
    case let error as VaultError: self.init(error.description, hint: error.hint, status: Failure.status(error))
    case let error as BackupError:
      self.init(error.description, hint: Failure.hint(error), status: Failure.status(error))
    case let error as AgeError: self.init(error.description, hint: error.hint, status: Failure.status(error))
    case let error as FileError: self.init(error.description, status: error.isMissing ? 2 : 5)
    case let error as CryptographyError: self.init(error.description, status: 5)
    case let error as LoopbackServer.NotListening:
      self.init(
        error.description,
        hint: error.isSocket ? nil : "--port chooses another port, --port 0 a free one", status: 5)
    case let error as CommandNotStarted: self.init(error.description, status: error.status)
    default: return nil
    }
  }

  private static func hint(_ error: ServiceError) -> String? {
    if error.message.contains("marked for deletion") { return "'specvault restore NAME' brings it back" }
    if error.message.contains("Standard tier parameters") {
      return "an advanced parameter ('specvault put --tier Advanced') takes up to 8192 bytes, a secret 65536"
    }
    if error.message.hasPrefix("Invalid name. Must be") {
      return
        "a name under the naming rule begins with the project's: 'project: NAME' in .specvault.yaml gives it another"
    }
    if error.isNotFound { return "'specvault list' shows what there is" }
    return nil
  }

  private static func hint(_ error: BackupError) -> String {
    if case .notABackup = error { return "'specvault backup FILE' writes one" }
    return "nothing was made; try another backup"
  }

  private static func status(_ error: BackupError) -> Int32 {
    switch error {
    case .notABackup: 2
    case .unknownVersion, .damaged: 4
    case .refused: 1
    }
  }

  private static func status(_ error: VaultError) -> Int32 {
    switch error {
    case .missing, .notHere, .exists: 1
    case .locked: 3
    case .damaged, .unknownFormat, .rolledBack, .supersededKey, .stranger, .unpinned, .replaced: 4
    case .inputOutput, .unfinished: 5
    }
  }

  private static func status(_ error: AgeError) -> Int32 {
    switch error {
    case .malformed, .truncated, .headerTampered, .payloadTampered: 4
    case .noIdentityMatches, .wrongPassphrase, .workFactorTooHigh: 3
    case .unusableKey: 2
    }
  }
}

/// Something asked for that is not done: what is there forbids it.
struct Refusal: Error {
  let message: String
  let hint: String?

  init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}
