/// Where the streams of an Ogg file lie, one after the other (RFC 3533): libsndfile reads the first
/// alone.
struct OggPages {
  struct Page {
    var start: Int
    /// The place in the stream that the last packet to end there ends at; in frames, for Vorbis.
    var granule: Int
  }

  struct Stream {
    var places: Range<Int>
    /// Where the pages of its headers end.
    var headerEnd: Int
    var pages: [Page] = []
  }

  private(set) var streams: [Stream] = []
  /// Bytes that lie in no page, and where the first of them lies.
  private(set) var strayBytes = 0
  private(set) var firstStray = 0

  /// Nil where the bytes do not begin with a page.
  init?(_ bytes: SoundBytes) {
    guard bytes.holds("OggS", at: 0) else { return nil }
    var place = 0
    var isAmongFirstPages = false
    while place < bytes.size, strayBytes <= Self.mostStrayBytes(in: bytes.size) {
      guard let header = Header(bytes, at: place) else {
        if strayBytes == 0 { firstStray = place }
        let next = Self.nextPage(bytes, after: place)
        strayBytes += next - place
        place = next
        continue
      }
      // The streams of several media begin with a first page each.
      if header.isFirst, !isAmongFirstPages {
        streams.append(Stream(places: place..<place, headerEnd: place))
      }
      isAmongFirstPages = header.isFirst
      let end = min(bytes.size, place + header.size)
      if !streams.isEmpty { add(header, at: place, until: end) }
      place = end
    }
    if streams.isEmpty { return nil }
  }

  /// More than this is no Ogg, or is damaged.
  static func mostStrayBytes(in size: Int) -> Int { max(4_096, size / 100) }

  private mutating func add(_ header: Header, at place: Int, until end: Int) {
    let last = streams.count - 1
    streams[last].places = streams[last].places.lowerBound..<end
    if streams[last].pages.isEmpty, header.granule == 0 {
      streams[last].headerEnd = end
    } else {
      let before = streams[last].pages.last?.granule ?? 0
      let granule = header.granule == -1 ? before : header.granule
      streams[last].pages.append(Page(start: place, granule: granule))
    }
  }

  private static func nextPage(_ bytes: SoundBytes, after place: Int) -> Int {
    let latest = min(bytes.size, place + mostStrayBytes(in: bytes.size) + 1)
    var next = place + 1
    while next < latest, !bytes.holds("OggS", at: next) { next += 1 }
    return next
  }

  private struct Header {
    let isFirst: Bool
    let granule: Int
    let size: Int

    init?(_ bytes: SoundBytes, at place: Int) {
      let header = bytes.bytes(at: place, count: 27)
      guard header.count == 27, header.starts(with: "OggS".utf8) else { return nil }
      let lacing = bytes.bytes(at: place + 27, count: Int(header[26]))
      isFirst = header[5] & 2 != 0
      granule = Int(
        truncatingIfNeeded: header[6..<14].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
      size = 27 + lacing.count + lacing.reduce(0) { $0 + Int($1) }
    }
  }
}
