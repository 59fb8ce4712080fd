import Digests
import Pages

/// An answer to a request.
struct Reply: Sendable {
  enum Body: Sendable {
    case bytes([UInt8])
    /// A part of a file, which is read while it is sent.
    case file(path: String, Range<Int>)
    /// Events that go on until the browser leaves.
    case training
  }

  var status = 200
  var type = "text/html; charset=utf-8"
  var headers: [(name: String, value: String)] = []
  var body: Body

  static func page(_ html: HTML, status: Int = 200) -> Reply {
    Reply(status: status, body: .bytes(Array(html.description.utf8)))
  }

  static func text(_ text: String, type: String) -> Reply {
    Reply(type: type, body: .bytes(Array(text.utf8)))
  }

  /// To another page, after a form.
  static func see(_ address: String) -> Reply {
    Reply(status: 303, headers: [("location", address)], body: .bytes([]))
  }

  /// With the tag of its content; without the content where the browser has it already, and with the part
  /// of it that was asked for.
  func answering(_ asked: Asked, tag digest: Digest? = nil) -> Reply {
    guard status == 200 else { return self }
    var reply = self
    let size: Int
    let tag: String
    switch body {
    case .bytes(let bytes):
      tag = "\"\((digest ?? Digest(of: bytes)).hex.prefix(32))\""
      size = bytes.count
    case .file(_, let range):
      guard let digest else { return self }
      tag = "\"\(digest.hex.prefix(32))\""
      size = range.count
    case .training: return self
    }
    reply.headers.append(("etag", tag))
    if let known = asked.tags, known.contains(tag) || known == "*" {
      reply.status = 304
      reply.body = .bytes([])
      return reply
    }
    guard type.hasPrefix("audio/") else { return reply }
    reply.headers.append(("accept-ranges", "bytes"))
    switch asked.range.map({ ByteRange($0, of: size) }) ?? .whole {
    case .whole: return reply
    case .nothing:
      reply.status = 416
      reply.headers.append(("content-range", "bytes */\(size)"))
      reply.body = .bytes([])
    case .part(let range):
      reply.status = 206
      reply.headers.append(
        ("content-range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"))
      switch body {
      case .bytes(let bytes): reply.body = .bytes(Array(bytes[range]))
      case .file(let path, _): reply.body = .file(path: path, range)
      case .training: break
      }
    }
    return reply
  }
}

/// What a `Range` header asks for: one part, or where it asks for several or in another unit, the whole, as
/// RFC 9110 allows.
package enum ByteRange: Equatable {
  case whole
  case part(Range<Int>)
  /// Nothing that there is.
  case nothing

  package init(_ header: String, of size: Int) {
    self = .whole
    let text = header.filter { $0 != " " }
    guard text.hasPrefix("bytes="), !text.contains(",") else { return }
    let ends = text.dropFirst(6).split(
      separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard ends.count == 2, ends.allSatisfy({ $0.allSatisfy(\.isNumber) && $0.count < 19 }) else {
      return
    }
    switch (Int(ends[0]), Int(ends[1])) {
    case (nil, nil): return
    case (nil, let last?):
      self = last == 0 || size == 0 ? .nothing : .part(max(0, size - last)..<size)
    case (let first?, let last):
      if let last, last < first { return }
      self = first >= size ? .nothing : .part(first..<min(size, last.map { $0 + 1 } ?? size))
    }
  }
}
