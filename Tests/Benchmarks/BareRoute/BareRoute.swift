import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// The yardstick of `Tests/Benchmarks/serve`: Hummingbird answering every request with the same body, and nothing else.
@main
struct BareRoute {
  static func main() async throws {
    let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8080
    let size = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 300
    let body = ByteBuffer(repeating: UInt8(ascii: "x"), count: size)
    let responder: HTTPChannelHandler.Responder = { request, writer, _ in
      for try await _ in request.body {}
      var fields = HTTPFields()
      fields[.contentType] = "application/x-amz-json-1.1"
      fields[.contentLength] = String(size)
      try await writer.write(
        response: HTTPResponse(status: .ok, headerFields: fields), body: ResponseBody(byteBuffer: body))
    }
    let server = Server(
      childChannelSetup: HTTP1Channel(responder: responder),
      configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { _ in print("ready") }, eventLoopGroup: MultiThreadedEventLoopGroup(numberOfThreads: 2),
      logger: Logger(label: "bare"))
    try await server.run()
  }
}
