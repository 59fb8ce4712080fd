import NIOCore
import NIOHTTP1
import Pipeline

extension PageServer {
  /// Answers a request.
  ///
  /// - Returns: Whether all of it was read, so that another may follow.
  func answer(
    _ head: HTTPRequestHead, _ inbound: inout Inbound, _ outbound: Outbound
  ) async throws -> Bool {
    var isRead = false
    let reply = await reply(to: head, &inbound, &isRead)
    if case .training = reply.body {
      if listeners.take() {
        defer { listeners.giveBack() }
        try await sendTraining(reply, head, outbound)
        return false
      }
      let full = site.sentence(503, "Too many pages watch already; close some.")
      try await send(full, to: head, outbound, closes: true)
      return false
    }
    // A request that is read to its end is over before its answer begins.
    if !isRead, head.method != .POST { isRead = try await skipRest(&inbound, atMost: 0) }
    try await send(reply, to: head, outbound, closes: !isRead)
    if !isRead { isRead = try await skipRest(&inbound, atMost: Bound.unwantedBytes) }
    return isRead
  }

  /// Whether the request ended within so many bytes.
  private func skipRest(_ inbound: inout Inbound, atMost most: Int) async throws -> Bool {
    var bytes = 0
    while let part = try await inbound.next() {
      switch part {
      case .body(let buffer):
        bytes += buffer.readableBytes
        guard bytes <= most else { return false }
      case .end: return true
      case .head: return false
      }
    }
    return false
  }

  private func reply(
    to head: HTTPRequestHead, _ inbound: inout Inbound, _ isRead: inout Bool
  ) async -> Reply {
    let isPost = head.method == .POST
    guard isPost || head.method == .GET || head.method == .HEAD else {
      return site.sentence(405, "Pages are looked at, and forms sent; nothing else is done here.")
    }
    let sides = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let target = sides.first, let path = WebText.words(ofPath: String(target)),
      let query = WebText.fields(sides.count > 1 ? sides[1] : "")
    else { return site.sentence(400, "There is no such address.") }
    let hosts = head.headers["host"]
    var papers = Gate.Papers()
    papers.host = hosts.count == 1 ? hosts[0] : nil
    papers.origin = head.headers.first(name: "origin")
    papers.cookie = head.headers.first(name: "cookie")
    papers.token = query["token"]
    papers.isPost = isPost
    switch gate.decide(papers) {
    case .enter: break
    case .takeCookie:
      var reply = Reply.see("/" + path.map(WebText.encoded).joined(separator: "/"))
      reply.headers.append(
        (
          "set-cookie",
          "\(Gate.cookieName)=\(gate.token ?? ""); Path=/; HttpOnly; SameSite=Strict"
        ))
      return reply
    case .refuse(let status, let sentence): return site.sentence(status, sentence)
    }
    var asked = Asked(
      method: isPost ? .post : .get, path: path, query: query,
      range: head.headers.first(name: "range"), tags: head.headers.first(name: "if-none-match"))
    do {
      if isPost, path == [String(Site.uploadPath.dropFirst())] {
        return try await upload(head, asked, &inbound, &isRead)
      }
      if isPost {
        guard let form = try await form(&inbound) else {
          return site.sentence(413, "The form is too large, or none of ours.")
        }
        asked.form = form
        isRead = true
      }
      return try await onThread { [asked] in site.answer(asked) }
    } catch {
      return site.sentence(500, "\(error)")
    }
  }

  /// The fields of a form that ends within its bound.
  private func form(_ inbound: inout Inbound) async throws -> [String: String]? {
    var bytes = ByteBuffer()
    while let part = try await inbound.next() {
      switch part {
      case .body(var buffer):
        bytes.writeBuffer(&buffer)
        guard bytes.readableBytes <= Bound.formBytes else { return nil }
      case .end: return WebText.fields(String(buffer: bytes))
      case .head: return nil
      }
    }
    return nil
  }

  /// Streams what is sent into a file that is removed whatever happens.
  private func upload(
    _ head: HTTPRequestHead, _ asked: Asked, _ inbound: inout Inbound, _ isRead: inout Bool
  ) async throws -> Reply {
    let limit = Site.uploadLimit
    let tooLarge = site.sentence(
      413, "The file is larger than \(sizeText(limit)), which is as much as this page takes.")
    if let text = head.headers.first(name: "content-length"), Int(text).map({ $0 > limit }) ?? true
    {
      return tooLarge
    }
    guard uploads.take() else {
      return site.sentence(503, "Other files are being listened to; try again shortly.")
    }
    defer { uploads.giveBack() }
    let file = try UploadedFile()
    defer { file.remove() }
    var size = 0
    while let part = try await inbound.next() {
      switch part {
      case .body(let buffer):
        size += buffer.readableBytes
        guard size <= limit else { return tooLarge }
        try await onThread { try file.append(Array(buffer.readableBytesView)) }
      case .end:
        isRead = true
        return try await onThread { site.listen(to: file.path, asked) }
      case .head: return site.sentence(400, "The file did not arrive whole.")
      }
    }
    return site.sentence(400, "The file did not arrive whole.")
  }

  // MARK: - What is sent

  private func head(
    _ reply: Reply, to request: HTTPRequestHead, length: Int?, closes: Bool
  ) -> HTTPResponseHead {
    var head = HTTPResponseHead(
      version: request.version, status: HTTPResponseStatus(statusCode: reply.status))
    head.headers.add(name: "content-type", value: reply.type)
    if let length { head.headers.add(name: "content-length", value: "\(length)") }
    for (name, value) in Site.policy + reply.headers { head.headers.add(name: name, value: value) }
    if closes || !request.isKeepAlive { head.headers.add(name: "connection", value: "close") }
    return head
  }

  private func send(
    _ reply: Reply, to request: HTTPRequestHead, _ outbound: Outbound, closes: Bool
  ) async throws {
    let length: Int? =
      switch reply.body {
      case .bytes(let bytes): reply.status == 304 ? nil : bytes.count
      case .file(_, let range): range.count
      case .training: nil
      }
    try await outbound.write(.head(head(reply, to: request, length: length, closes: closes)))
    if request.method != .HEAD, reply.status != 304 {
      switch reply.body {
      case .bytes(let bytes) where !bytes.isEmpty:
        try await outbound.write(.body(ByteBuffer(bytes: bytes)))
      case .file(let path, let range):
        var place = range.lowerBound
        while place < range.upperBound {
          let part = place..<min(range.upperBound, place + (128 << 10))
          let bytes = try await onThread { try UploadedFile.read(path, part) }
          try await outbound.write(.body(ByteBuffer(bytes: bytes)))
          place = part.upperBound
        }
      default: break
      }
    }
    try await outbound.write(.end(nil))
  }

  private func sendTraining(
    _ reply: Reply, _ request: HTTPRequestHead, _ outbound: Outbound
  ) async throws {
    try await outbound.write(.head(head(reply, to: request, length: nil, closes: true)))
    var last = ""
    var quiet = 0
    while !Interruption.isRequested {
      let now = try await onThread { site.training() }
      if now != last {
        let lines = now.split(separator: "\n").map { "data: \($0)\n" }.joined()
        try await outbound.write(.body(ByteBuffer(string: lines + "\n")))
        (last, quiet) = (now, 0)
      } else if quiet >= 15 {
        // So that a browser that has left is noticed.
        try await outbound.write(.body(ByteBuffer(string: ":\n\n")))
        quiet = 0
      }
      quiet += 1
      try await Task.sleep(for: .seconds(1))
    }
    try await outbound.write(.end(nil))
  }
}
