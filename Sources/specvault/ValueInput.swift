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
    guard let text else {
      if TerminalInput.isInputTerminal {
        return try TerminalInput.secret("Value of \(name)", otherwise: "give '-' to read it from standard input")
      }
      return try standardInput()
    }
    if text == "-" { return try standardInput() }
    if text.hasPrefix("@") {
      return try TerminalInput.contents(ofFile: String(text.dropFirst()), limit: ValueInput.limit)
    }
    Terminal.warn(
      "a value on the command line is seen by other processes and kept by the shell's history; better leave it out and be "
        + "asked, or give '-' or '@file'")
    return SecretBytes(utf8: text)
  }

  private func standardInput() throws -> SecretBytes {
    let value = try TerminalInput.contents(of: STDIN_FILENO, limit: ValueInput.limit, what: "standard input")
    let (isOneLine, length) = value.withUnsafeBytes { bytes in
      (bytes.last == UInt8(ascii: "\n") && !bytes.dropLast().contains(UInt8(ascii: "\n")), bytes.count)
    }
    if isOneLine, length > 1 {
      Terminal.note("the value ends with a line break, which is kept; 'printf %s' writes none")
    }
    return value
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
