import NIOCore
import NIOHTTP1

/// Watches a connection's requests where the versions of HTTP can still be told apart (RFC 9112).
///
/// - A request must be whole within ``LoopbackServer/requestTime`` of its first byte; the connection is closed otherwise, and
///   the request counted, as it is when its sender goes away in the middle of it.
/// - `Expect: 100-continue` is answered when its turn comes (RFC 9110, section 10.1.1).
/// - A client that does not keep the connection, as HTTP/1.0's do unless they say so, is told that it will be closed, and it is.
final class RequestGate: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let timer: RequestTimer
  /// Requests whose answers have not ended, and of each whether the connection stays open after it, and how it says so.
  private var open: [Keeping] = []
  private var owesContinue = false

  private enum Keeping {
    case silently, saying(String)
  }

  private init(_ timer: RequestTimer) {
    self.timer = timer
  }

  /// Puts a gate behind the decoder of a connection that was set up for HTTP.
  /// - Parameter whenHalfSent: Called for each request that never became whole.
  static func install(in channel: any Channel, whenHalfSent: @escaping @Sendable () -> Void) throws {
    let pipeline = channel.pipeline.syncOperations
    let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self).handler
    let timer = RequestTimer(whenHalfSent)
    try pipeline.addHandler(RequestGate(timer), position: .after(decoder))
    try pipeline.addHandler(timer, position: .before(decoder))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(var head):
      note(&head, context)
      context.fireChannelRead(wrapInboundOut(.head(head)))
    case .body: context.fireChannelRead(data)
    case .end:
      timer.requestIsWhole()
      context.fireChannelRead(data)
    }
  }

  private func note(_ head: inout HTTPRequestHead, _ context: ChannelHandlerContext) {
    let isOld = head.version == .http1_0
    if head.isKeepAlive {
      open.append(isOld ? .saying("keep-alive") : .silently)
    } else {
      open.append(.saying("close"))
      head.headers.replaceOrAdd(name: "connection", value: "close")
    }
    let expects = head.headers.first(name: "expect").map { $0.lowercased() == "100-continue" } ?? false
    guard expects, !isOld, !isTooLarge(head) else { return }
    owesContinue = true
    if open.count == 1 { answerContinue(context) }
  }

  /// What is too large is refused without its body.
  private func isTooLarge(_ head: HTTPRequestHead) -> Bool {
    head.headers.first(name: "content-length").flatMap { Int($0) }.map { $0 > Responder.bodyLimit } ?? false
  }

  private func answerContinue(_ context: ChannelHandlerContext) {
    owesContinue = false
    let head = HTTPResponseHead(version: .http1_1, status: .continue)
    context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head):
      if case .saying(let word)? = open.first, !head.headers.contains(name: "connection") {
        head.headers.add(name: "connection", value: word)
      }
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body: context.write(data, promise: promise)
    case .end:
      if !open.isEmpty { open.removeFirst() }
      context.write(data, promise: promise)
      if owesContinue, open.count == 1 { answerContinue(context) }
    }
  }
}

/// Measures how long a request has been on its way, from its first byte on.
final class RequestTimer: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer

  private let whenHalfSent: @Sendable () -> Void
  private var deadline: Scheduled<Void>?

  init(_ whenHalfSent: @escaping @Sendable () -> Void) {
    self.whenHalfSent = whenHalfSent
  }

  /// The request that the bytes belong to has ended.
  func requestIsWhole() {
    deadline?.cancel()
    deadline = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if deadline == nil {
      let channel = context.channel
      deadline = context.eventLoop.scheduleTask(in: LoopbackServer.requestTime) { channel.close(promise: nil) }
    }
    context.fireChannelRead(data)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if deadline != nil { whenHalfSent() }
    requestIsWhole()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    requestIsWhole()
  }
}
