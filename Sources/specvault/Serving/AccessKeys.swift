import AWSEmulation
import Console
import Cryptography
import Vault

/// Fixed access keys for tests, from files of lines `ID:SECRET`.
struct AccessKeys {
  private(set) var credentials: [Credential] = []

  private static let sizeLimit = 1 << 20

  var isEmpty: Bool { credentials.isEmpty }

  /// - Parameter arguments: `@file`, or a pair itself.
  /// - Throws: `UsageFailure` for what is no pair, saying where.
  init(_ arguments: [String], account: String) throws {
    for argument in arguments { try take(argument, account) }
    if let file = Terminal.variable("SPECVAULT_ACCESS_KEYS"), !file.isEmpty { try take("@" + file, account) }
  }

  private mutating func take(_ argument: String, _ account: String) throws {
    guard argument.hasPrefix("@") else {
      Terminal.warn(
        "an access key on the command line is seen by other processes and kept by the shell's history; better give '@file'"
      )
      credentials.append(try AccessKeys.credential(argument, "--access-key", account))
      return
    }
    let path = String(argument.dropFirst())
    let content = try TerminalInput.contents(ofFile: path, limit: AccessKeys.sizeLimit)
    guard let text = content.text() else { throw UsageFailure("'\(path)' is not UTF-8 text") }
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = line.trimmingPrefix(while: \.isWhitespace)
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      credentials.append(try AccessKeys.credential(String(line), "\(path):\(index + 1)", account))
    }
  }

  private static func credential(_ pair: String, _ place: String, _ account: String) throws -> Credential {
    let parts = pair.split(separator: ":", maxSplits: 1).map { part in
      String(part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty,
      parts[0].utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ",") })
    else {
      throw UsageFailure(
        "\(place): expected an access key id and its secret, 'ID:SECRET'",
        hint: "the secret is not shown here; the file is given as '@file'")
    }
    return Credential(
      accessKeyID: parts[0], secretKey: SecretBytes(utf8: parts[1]), caller: Caller(account: account, name: parts[0]))
  }
}
