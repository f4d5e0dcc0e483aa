import AWSEmulation
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

struct Serve: QuickCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Stand in for Secrets Manager and Parameter Store on this machine.",
    discussion: """
      AWS SDKs and the aws CLI use it unchanged: AWS_ENDPOINT_URL_SECRETS_MANAGER, AWS_ENDPOINT_URL_SSM and \
      AWS_ENDPOINT_URL_STS, a region and an access key in their environment are all they need. It prints these lines for a \
      shell when it is ready. Signatures are verified; the access key is made for this run, unless --access-key says which \
      ones to accept. Those of 'specvault credentials' are always accepted.

      \(ClientVersions.explanation)

      The AWS Secrets Manager Agent and the Lambda extension have their paths on the same port; their token is the session's \
      token, or what AWS_TOKEN holds or names (file:///path).
      """)

  @OptionGroup var place: VaultArguments

  @Option(help: "The port, repeatable; 0 takes a free one. By default 4566.")
  var port: [Int] = []

  @Option(help: "The address; by default 127.0.0.1, and ::1 where there is one.")
  var host: String?

  @Flag(help: "Listen on an address that other machines reach, too.")
  var allowRemote = false

  @Option(help: ArgumentHelp("Listen on a Unix socket of mode 0600 instead.", valueName: "path"))
  var socket: String?

  @Option(
    help: ArgumentHelp(
      "Accept these access keys: a file of lines 'ID:SECRET'. Repeatable; SPECVAULT_ACCESS_KEYS names a file, too.",
      valueName: "@file"))
  var accessKey: [String] = []

  @Option(
    help: ArgumentHelp(
      "A Lambda function that RotateSecret may name; repeatable, and SPECVAULT_ROTATION_FUNCTIONS lists more. Nothing is run: "
        + "whoever rotates puts the pending version's value. Others are refused as AWS refuses those it cannot invoke.",
      valueName: "arn"))
  var rotationFunction: [String] = []

  @Flag(help: "Verify no signatures: whoever reaches the port reads every secret.")
  var noAuth = false

  @Option(help: ArgumentHelp("Write the endpoint's URL to this open descriptor when ready.", valueName: "number"))
  var readyFd: Int32?

  @Flag(help: "Say on standard error what is asked for; values are never in it.")
  var logRequests = false

  func validate() throws {
    if let wrong = port.first(where: { !(0...65_535).contains($0) }) {
      throw ValidationError("--port \(wrong): ports go from 0 to 65535")
    }
    if socket != nil, !port.isEmpty || host != nil {
      throw ValidationError("--socket goes without --port and --host")
    }
    if noAuth, !accessKey.isEmpty { throw ValidationError("--no-auth accepts everybody; --access-key has no meaning") }
    if noAuth, allowRemote {
      throw ValidationError("--no-auth with --allow-remote would show every secret to the network")
    }
    if let readyFd, fcntl(readyFd, F_GETFD) < 0 { throw ValidationError("--ready-fd \(readyFd) is not open") }
    if let host, host != "localhost", !LoopbackName.isNumeric(host) {
      throw ValidationError("--host \(host): give the address in numbers, for example 127.0.0.1 or ::1")
    }
    if let host, !LoopbackName.isLoopback(host), !allowRemote {
      throw ValidationError(
        "--host \(host) can be reached from other machines, and what is sent is not encrypted; "
          + "if that is meant, say --allow-remote")
    }
  }

  func run() throws {
    let open = try place.open()
    let keys = try AccessKeys(accessKey, account: try open.read { $0.scope.account })
    var plan = try EndpointPlan(open, logsRequests: logRequests)
    if noAuth {
      plan.verifies = false
      Terminal.warn("--no-auth: whoever reaches this endpoint reads and changes every secret of the vault")
    } else if keys.isEmpty {
      plan.session = try Credential.temporary(account: plan.scope.account)
    }
    plan.given = keys.credentials
    plan.rotationFunctions.formUnion(rotationFunction)
    ClientVersions.warn()
    let endpoint = try RunningEndpoint(plan)
    let announcement = ServeAnnouncement(
      session: plan.session, givenIDs: plan.given.map(\.accessKeyID), region: plan.scope.region, host: host,
      socket: socket)
    let readyFd = readyFd
    try endpoint.serve(addresses) { port in announcement.make(port: port, readyFd: readyFd) }
  }

  private var addresses: [LoopbackServer.Address] {
    if let socket { return [.unix(path: place.absolute(socket))] }
    let ports = port.isEmpty ? [4566] : port
    let hosts = host.map { $0 == "localhost" ? ["127.0.0.1", "::1"] : [$0] } ?? ["127.0.0.1", "::1"]
    return ports.flatMap { port in hosts.map { .tcp(host: $0, port: port) } }
  }
}

// MARK: Without ArgumentParser

extension Serve {
  mutating func setDefaults() {
    (port, host, allowRemote, socket, accessKey, rotationFunction) = ([], nil, false, nil, [], [])
    (noAuth, readyFd, logRequests) = (false, nil, false)
  }

  mutating func take(flag: String) -> Bool {
    switch flag {
    case "--allow-remote": allowRemote = true
    case "--no-auth": noAuth = true
    case "--log-requests": logRequests = true
    default: return false
    }
    return true
  }

  mutating func take(option: String, value: String) -> Bool {
    switch option {
    case "--port":
      guard let number = Int(value) else { return false }
      port.append(number)
    case "--ready-fd":
      guard let number = Int32(value) else { return false }
      readyFd = number
    case "--host": host = value
    case "--socket": socket = value
    case "--access-key": accessKey.append(value)
    case "--rotation-function": rotationFunction.append(value)
    default: return false
    }
    return true
  }

  mutating func take(words: [String], rest: [String]?) -> Bool { words.isEmpty && rest == nil }
}
