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
  private let url: @Sendable (Int?) -> String
  private let lines: @Sendable (String) -> [String]

  init(plan: EndpointPlan, socket: String?, host: String?) {
    let session = plan.session
    let ids = plan.given.map(\.accessKeyID)
    let region = plan.scope.region
    let name = host.map { $0.contains(":") ? "[\($0)]" : $0 } ?? "127.0.0.1"
    url = { port in
      if let socket { return "http+unix://\(PercentEncoding.encode(socket))" }
      return "http://\(name):\(port ?? 0)"
    }
    lines = { url in
      var lines = socket == nil ? ["export AWS_ENDPOINT_URL=\(url)"] : []
      lines.append("export AWS_REGION=\(region) AWS_DEFAULT_REGION=\(region)")
      if let session {
        lines += EndpointVariables.credential(session).sorted { $0.key < $1.key }.map { name, value in
          "export \(name)=\(value.text() ?? "")"
        }
      }
      for id in ids { lines.append("# accepts \(id)") }
      return lines
    }
  }

  func make(port: Int?, readyFd: Int32?) {
    let url = url(port)
    Terminal.standardOutput((lines(url) + ["# ready: \(url)"]).joined(separator: "\n") + "\n")
    guard let readyFd else { return }
    Terminal.write(url + "\n", to: readyFd)
    close(readyFd)
  }
}
