import ArgumentParser
import Console
import Cryptography
import Vault

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a value comes from: the prompt, standard input, a file, chance, or the command line itself.
struct ValueInput {
  /// More than any store takes, so that the store's own limit is what the user reads about.
  private static let limit = 1 << 20

  let text: String?
  let random: RandomPassword?

  func read(name: String) throws -> SecretBytes {
    if let random { return try random.generate() }
    guard let text else { return try asked(name) }
    if text == "-" { return noting(try standardInput()) }
    if text.hasPrefix("@") {
      let path = String(text.dropFirst())
      return try TerminalInput.contents(ofFile: path, limit: ValueInput.limit)
    }
    Terminal.warn(
      "a value on the command line is seen by other processes and kept by the shell's history; better leave it out and be "
        + "asked, or give '-' or '@file'")
    return SecretBytes(utf8: text)
  }

  /// A pipe is not taken for an answer: who means it says so.
  private func asked(_ name: String) throws -> SecretBytes {
    let hint = "give '-' to read it from standard input"
    guard TerminalInput.isInputTerminal else {
      throw UsageFailure("standard input is no terminal to ask for the value of '\(name)' on", hint: hint)
    }
    return try TerminalInput.secret("Value of \(name)", otherwise: hint)
  }

  private func standardInput() throws -> SecretBytes {
    try TerminalInput.contents(of: STDIN_FILENO, limit: ValueInput.limit, what: "standard input")
  }

  /// `echo` and editors end what they write with one line break, which is seldom meant.
  private func noting(_ value: SecretBytes) -> SecretBytes {
    if value.withUnsafeBytes(ValueInput.endsWithOneBreak) {
      Terminal.note("the value ends with a line break, which is kept; 'printf %s' writes none")
    }
    return value
  }

  private static func endsWithOneBreak(_ bytes: UnsafeRawBufferPointer) -> Bool {
    func isBreak(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: "\n") }
    guard isBreak(bytes.last) else { return false }
    let rest = bytes.dropLast(bytes.dropLast().last == UInt8(ascii: "\r") ? 2 : 1)
    return !isBreak(rest.last)
  }
}

/// The rules of a random value, as GetRandomPassword takes them.
struct RandomArguments: ParsableArguments {
  @Option(help: "How many characters.")
  var length = 32

  @Option(help: ArgumentHelp("Characters that must not be in it.", valueName: "characters"))
  var excludeCharacters = ""

  @Flag(help: "No digits.")
  var excludeNumbers = false

  @Flag(help: "No punctuation.")
  var excludePunctuation = false

  @Flag(help: "No capital letters.")
  var excludeUppercase = false

  @Flag(help: "No small letters.")
  var excludeLowercase = false

  @Flag(help: "Spaces, too.")
  var includeSpace = false

  @Flag(help: "Not each kind of character need be in it.")
  var noRequireEachType = false

  var rules: RandomPassword {
    var rules = RandomPassword()
    rules.length = length
    rules.excludedCharacters = excludeCharacters
    rules.excludesNumbers = excludeNumbers
    rules.excludesPunctuation = excludePunctuation
    rules.excludesUppercase = excludeUppercase
    rules.excludesLowercase = excludeLowercase
    rules.includesSpace = includeSpace
    rules.requiresEachType = !noRequireEachType
    return rules
  }
}
