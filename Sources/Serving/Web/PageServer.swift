import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Pipeline
import Synchronization

/// The HTTP side, by SwiftNIO: what a connection may cost, and how replies get to it. Everything here is bounded,
/// since at a port anybody's page may knock.
struct PageServer: Sendable {
  /// How much, and how long.
  enum Bound {
    /// Others wait until one of these is over.
    static let connections = 512
    static let waitingConnections: Int32 = 1_024
    static let headerBytes = 16 << 10
    static let headers = 100
    /// A request's header has to be whole by then, however slowly it comes.
    static let idle = TimeAmount.seconds(15)
    /// From then to the end of the answer.
    static let answer = TimeAmount.seconds(60)
    static let upload = TimeAmount.minutes(5)
    static let events = TimeAmount.minutes(30)
    static let listeners = 16
    static let formBytes = 16 << 10
    static let uploads = 2
    /// Of what is not wanted, read so that the sender gets to the answer.
    static let unwantedBytes = 8 << 20
  }

  typealias Connection = NIOAsyncChannel<
    HTTPServerRequestPart, HTTPPart<HTTPResponseHead, ByteBuffer>
  >
  typealias Inbound = NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator
  typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPPart<HTTPResponseHead, ByteBuffer>>

  let site: Site
  let gate: Gate
  let host: String
  let port: Int

  let uploads = Counter(Bound.uploads)
  let listeners = Counter(Bound.listeners)
  private let working = Counter(.max)

  init(site: Site, gate: Gate, host: String, port: Int) {
    (self.site, self.gate, self.host, self.port) = (site, gate, host, port)
  }

  /// Serves until the process is asked to end.
  ///
  /// - Parameter began: Is handed the port once requests are answered.
  func run(began: @escaping @Sendable (Int) -> Void) async throws {
    let listening = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: Bound.waitingConnections)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      // As many as are taken at once beyond the bound.
      .serverChannelOption(.maxMessagesPerRead, value: 4)
      .bind(
        host: host, port: port,
        serverBackPressureStrategy: .init(lowWatermark: 1, highWatermark: 4)
      ) { channel in
        channel.eventLoop.makeCompletedFuture { try Self.connection(channel) }
      }
    began(listening.channel.localAddress?.port ?? port)
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        try? await listening.executeThenClose { connections in
          await accept(connections)
        }
      }
      group.addTask {
        while !Interruption.isRequested, (try? await Task.sleep(for: .milliseconds(100))) != nil {}
        // Answers that are being sent have a moment.
        for _ in 0..<20 where !working.isUnused { try? await Task.sleep(for: .milliseconds(100)) }
      }
      _ = await group.next()
      group.cancelAll()
    }
  }

  private static func connection(_ channel: any Channel) throws -> Connection {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = Bound.headerBytes
    limits.maxHeaderListSize = Bound.headerBytes
    limits.maxHeaderFieldCount = Bound.headers
    let pipeline = channel.pipeline.syncOperations
    try pipeline.configureHTTPServerPipeline(
      withPipeliningAssistance: false, withServerUpgrade: nil, withErrorHandling: true,
      withOutboundHeaderValidation: true, withEncoderConfiguration: .init(),
      withDecoderLimitConfiguration: limits)
    try pipeline.addHandler(BufferParts())
    return try Connection(wrappingChannelSynchronously: channel)
  }

  private func accept(
    _ connections: NIOAsyncChannelInboundStream<Connection>
  ) async {
    await withTaskGroup(of: Void.self) { group in
      var open = 0
      do {
        for try await connection in connections {
          if open >= Bound.connections {
            _ = await group.next()
            open -= 1
          }
          open += 1
          group.addTask { _ = try? await serve(connection) }
        }
      } catch {}
      group.cancelAll()
    }
  }

  /// Answers what a connection asks, one request after the other.
  private func serve(_ connection: Connection) async throws {
    try await connection.executeThenClose { parts, outbound in
      var inbound = parts.makeAsyncIterator()
      while true {
        let channel = connection.channel
        let patience = channel.eventLoop.scheduleTask(in: Bound.idle) {
          channel.close(promise: nil)
        }
        defer { patience.cancel() }
        guard case .head(let head)? = try await inbound.next() else { return }
        patience.cancel()
        _ = working.take()
        defer { working.giveBack() }
        let limit = channel.eventLoop.scheduleTask(in: bound(of: head)) {
          channel.close(promise: nil)
        }
        defer { limit.cancel() }
        let goesOn = try await answer(head, &inbound, outbound)
        guard goesOn, head.isKeepAlive, !Interruption.isRequested else { return }
      }
    }
  }

  private func bound(of head: HTTPRequestHead) -> TimeAmount {
    switch String(head.uri.prefix { $0 != "?" }) {
    case Site.uploadPath where head.method == .POST: Bound.upload
    case Site.eventsPath: Bound.events
    default: Bound.answer
    }
  }

  func onThread<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await NIOThreadPool.singleton.runIfActive(body)
  }
}

/// Parts of answers as NIO's encoder takes them.
private final class BufferParts: ChannelOutboundHandler {
  typealias OutboundIn = HTTPPart<HTTPResponseHead, ByteBuffer>
  typealias OutboundOut = HTTPServerResponsePart

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let part: HTTPServerResponsePart =
      switch unwrapOutboundIn(data) {
      case .head(let head): .head(head)
      case .body(let buffer): .body(.byteBuffer(buffer))
      case .end(let trailers): .end(trailers)
      }
    context.write(wrapOutboundOut(part), promise: promise)
  }
}

/// How many may be at something at once.
final class Counter: Sendable {
  private let most: Int
  private let count = Mutex(0)

  init(_ most: Int) { self.most = most }

  func take() -> Bool {
    count.withLock { count in
      guard count < most else { return false }
      count += 1
      return true
    }
  }

  func giveBack() { count.withLock { $0 -= 1 } }

  var isUnused: Bool { count.withLock { $0 == 0 } }
}
