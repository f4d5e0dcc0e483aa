import AWSEmulation
import AWSSigning
import Console
import Vault

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What `serve` says when it is ready: lines for a shell, and the last one for whoever waits.
struct ServeAnnouncement: Sendable {
  /// The credential that was made for this run.
  let session: Credential?
  /// The access keys that the user gave.
  let givenIDs: [String]
  let region: String
  /// The address that was asked for; nil for loopback.
  let host: String?
  /// The Unix socket, if there is one.
  let socket: String?

  /// - Parameter readyFd: Takes the URL and is closed.
  func make(port: Int?, readyFd: Int32?) {
    let url = url(port: port)
    Terminal.standardOutput((lines(url) + ["# ready: \(url)"]).joined(separator: "\n") + "\n")
    guard let readyFd else { return }
    Terminal.write(url + "\n", to: readyFd)
    close(readyFd)
  }

  private func url(port: Int?) -> String {
    if let socket { return "http+unix://\(PercentEncoding.encode(socket))" }
    let name = host.map { $0.contains(":") ? "[\($0)]" : $0 } ?? "127.0.0.1"
    return "http://\(name):\(port ?? 0)"
  }

  private func lines(_ url: String) -> [String] {
    // AWS_ENDPOINT_URL would divert S3 and all other services, too.
    var lines = socket == nil ? EndpointVariables.endpoints.map { "export \($0)=\(url)" } : []
    lines.append("export AWS_REGION=\(region) AWS_DEFAULT_REGION=\(region)")
    if let session {
      let variables = EndpointVariables.credential(session).sorted { $0.key < $1.key }
      lines += variables.map { "export \($0.key)=\($0.value.text() ?? "")" }
    }
    return lines + givenIDs.map { "# accepts \($0)" }
  }
}
