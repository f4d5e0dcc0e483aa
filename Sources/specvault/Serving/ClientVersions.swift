import Console
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Which clients find an endpoint by the variables of one service (AWS SDKs and Tools Reference Guide, "Service-specific
/// endpoints"; changelogs of aws-cli and boto3). Those that do not would speak to AWS itself, with the keys of the vault.
enum ClientVersions {
  static let explanation = """
    The oldest clients that follow these variables are aws CLI 2.13.0 and 1.29.0, and boto3 1.28.0 (botocore 1.31.0). Older ones, \
    as Debian 12's aws 2.9.19, pass them over and speak to AWS itself: give those --endpoint-url.
    """

  /// Warns of an aws CLI in the PATH that does not follow the variables, where its version can be seen without running it.
  static func warn() {
    guard let found = installedCommandLine(), !followsServiceVariables(found.version) else { return }
    Terminal.warn(
      "'\(found.path)' is aws CLI \(found.version), which passes AWS_ENDPOINT_URL_SECRETS_MANAGER and AWS_ENDPOINT_URL_SSM over "
        + "and would speak to AWS itself: give it --endpoint-url, or take aws CLI 2.13.0 (1.29.0) or later")
  }

  /// - Parameter version: `2.9.19`.
  static func followsServiceVariables(_ version: String) -> Bool {
    let parts = version.split(separator: ".").map { Int($0) ?? 0 }
    guard parts.count >= 2 else { return true }
    return parts[0] > 2 || (parts[0] == 2 && parts[1] >= 13) || (parts[0] == 1 && parts[1] >= 29)
  }

  /// The first `aws` of the PATH, if its place or what lies beside it says its version.
  static func installedCommandLine(path: String? = Terminal.variable("PATH")) -> (path: String, version: String)? {
    for folder in (path ?? "").split(separator: ":") {
      let program = "\(folder)/aws"
      guard access(program, X_OK) == 0, let real = realPath(program) else { continue }
      return version(ofProgramAt: real).map { (program, $0) }
    }
    return nil
  }

  /// AWS's installer and Homebrew have the version in the path, `…/aws-cli/v2/2.9.19/dist/aws`; pip and Debian in the name of the
  /// package's metadata, `lib/python3/dist-packages/awscli-2.9.19.egg-info`.
  private static func version(ofProgramAt path: String) -> String? {
    let parts = path.split(separator: "/")
    if let version = parts.last(where: isVersion) { return String(version) }
    let root = "/" + parts.dropLast(2).joined(separator: "/")
    for library in names(in: "\(root)/lib") where library.hasPrefix("python3") {
      for packages in ["dist-packages", "site-packages"] {
        let found = names(in: "\(root)/lib/\(library)/\(packages)").lazy.compactMap { version(ofMetadata: $0) }.first
        if let found { return found }
      }
    }
    return nil
  }

  /// `awscli-2.9.19.egg-info`, `awscli-1.29.0.dist-info`.
  static func version(ofMetadata name: String) -> String? {
    guard name.hasPrefix("awscli-"), name.hasSuffix(".egg-info") || name.hasSuffix(".dist-info") else { return nil }
    let numbers = name.dropFirst("awscli-".count).split(separator: ".").prefix { $0.utf8.allSatisfy(isDigit) }
    return numbers.count >= 2 ? numbers.joined(separator: ".") : nil
  }

  private static func isVersion(_ part: Substring) -> Bool {
    let numbers = part.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count >= 2 && numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names
  }
}
