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
    case .body(let bytes):
      timer.bodyCame(bytes)
      context.fireChannelRead(data)
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
  /// When the request that is being read began; nil between requests.
  private var began: NIODeadline?
  /// One for all requests of a connection: to schedule and cancel one for each would cost each of them more than its bytes do.
  private var alarm: Scheduled<Void>?
  /// The last bytes of the body that is being read.
  private var bodyTail: ArraySlice<UInt8> = []
  /// How the bytes ended that ended a request; nil where no request ended in what was read last.
  private var requestTail: ArraySlice<UInt8>?

  private static let tailLength = 8
  /// How a head ends, and a body in chunks.
  private static let emptyLine = Array("\r\n\r\n".utf8)[...]

  init(_ whenHalfSent: @escaping @Sendable () -> Void) {
    self.whenHalfSent = whenHalfSent
  }

  /// The request that the bytes belong to has ended.
  func requestIsWhole() {
    began = nil
    requestTail = bodyTail
    bodyTail = []
  }

  /// Some of the request's body was read.
  func bodyCame(_ bytes: ByteBuffer) {
    let length = min(RequestTimer.tailLength, bytes.readableBytes)
    bodyTail = (bytes.getBytes(at: bytes.writerIndex - length, length: length) ?? [])[...]
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    let length = min(RequestTimer.tailLength, bytes.readableBytes)
    let tail = (bytes.getBytes(at: bytes.writerIndex - length, length: length) ?? [])[...]
    requestTail = nil
    start(context)
    context.fireChannelRead(data)
    // What follows a request in the same bytes is the beginning of another.
    if let requestTail, began == nil, !tail.ends(with: requestTail), !tail.ends(with: RequestTimer.emptyLine) {
      start(context)
    }
  }

  private func start(_ context: ChannelHandlerContext) {
    guard began == nil else { return }
    let now = NIODeadline.now()
    began = now
    if alarm == nil { wake(at: now + LoopbackServer.requestTime, context.channel) }
  }

  private func wake(at moment: NIODeadline, _ channel: any Channel) {
    alarm = channel.eventLoop.assumeIsolated().scheduleTask(deadline: moment) { [weak self] in
      guard let self else { return }
      alarm = nil
      guard let began else { return }
      let end = began + LoopbackServer.requestTime
      if NIODeadline.now() >= end {
        channel.close(promise: nil)
      } else {
        wake(at: end, channel)
      }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if began != nil { whenHalfSent() }
    stop()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    stop()
  }

  private func stop() {
    began = nil
    alarm?.cancel()
    alarm = nil
  }
}

extension ArraySlice<UInt8> {
  /// Whether they end with these bytes, of which there must be some.
  fileprivate func ends(with other: ArraySlice<UInt8>) -> Bool {
    !other.isEmpty && suffix(other.count).elementsEqual(other)
  }
}
