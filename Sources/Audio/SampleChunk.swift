/// Where a container says that its samples lie.
struct SampleChunk {
  enum Form: Hashable {
    case riff, rifx, rf64, aiff, au, littleAU, caf, w64
  }

  let form: Form
  /// Where its samples begin.
  let start: Int
  /// How many bytes of them it claims; nil where the container has a way to say that it does not know.
  let claimed: UInt64?
  /// Where the number stands that says so, and how many bytes it takes.
  let lengthPlace: Int
  let lengthSize: Int
  /// The chunk that describes the samples of RIFF.
  let description: Range<Int>?

  /// Bounds the walk through a file of nothing but tiny chunks.
  static let mostChunks = 1_000

  /// Nil where the file is of another form, or has no samples.
  init?(_ bytes: SoundBytes) {
    guard let form = Form(bytes) else { return nil }
    self.form = form
    switch form {
    case .au, .littleAU:
      start = Int(form.number(bytes, at: 4, size: 4) ?? 0)
      lengthPlace = 8
      lengthSize = 4
      description = nil
      let length = form.number(bytes, at: 8, size: 4)
      claimed = length == 0xffff_ffff ? nil : length
      guard start >= 24, start <= bytes.size else { return nil }
    default:
      guard let found = Self.find(form, bytes) else { return nil }
      description = found.description
      start = found.chunk.content + form.contentExcess
      guard start <= bytes.size else { return nil }
      if let wide = found.wide {
        (lengthPlace, lengthSize) = (wide.place, 8)
        claimed = wide.length
      } else {
        (lengthPlace, lengthSize) = (found.chunk.lengthPlace, form.lengthSize)
        let length = found.chunk.length
        claimed =
          form == .caf && length == .max ? nil : length - min(length, UInt64(form.contentExcess))
      }
    }
  }

  private typealias Found = (
    chunk: Chunk, description: Range<Int>?, wide: (place: Int, length: UInt64)?
  )

  private static func find(_ form: Form, _ bytes: SoundBytes) -> Found? {
    var place = form.firstChunk
    var description: Range<Int>?
    var wide: (place: Int, length: UInt64)?
    for _ in 0..<mostChunks {
      guard let chunk = Chunk(form, bytes, at: place) else { return nil }
      switch chunk.name {
      case form.samplesName:
        // ds64 speaks for a chunk that is too long for its own 32 bits.
        if form == .rf64, let wide, wide.length > 0 || chunk.length == 0xffff_ffff {
          return (chunk, description, wide)
        }
        return (chunk, description, nil)
      case "fmt ": description = chunk.next.map { place..<min($0, bytes.size) }
      case "ds64":
        wide = form.number(bytes, at: chunk.content + 8, size: 8).map { (chunk.content + 8, $0) }
      default: break
      }
      guard let next = chunk.next else { return nil }
      place = next
    }
    return nil
  }
}

/// A chunk of a container: its name, its length, and its content.
struct Chunk {
  let name: String
  let length: UInt64
  let lengthPlace: Int
  let content: Int
  private let alignment: Int

  init?(_ form: SampleChunk.Form, _ bytes: SoundBytes, at place: Int) {
    let nameSize = form == .w64 ? 16 : 4
    lengthPlace = place + nameSize
    content = lengthPlace + form.lengthSize
    guard let length = form.number(bytes, at: lengthPlace, size: form.lengthSize) else {
      return nil
    }
    name = String(decoding: bytes.bytes(at: place, count: 4), as: UTF8.self)
    // W64 counts the name and the number too.
    self.length = form == .w64 ? length >= 24 ? length - 24 : 0 : length
    alignment = form == .w64 ? 8 : form == .caf ? 1 : 2
  }

  /// Where the next chunk begins; nil: beyond all files.
  var next: Int? {
    let rest = length % UInt64(alignment)
    let (padded, isTooLong) = length.addingReportingOverflow(
      rest == 0 ? 0 : UInt64(alignment) - rest)
    guard !isTooLong, let size = Int(exactly: padded) else { return nil }
    let (next, isBeyond) = content.addingReportingOverflow(size)
    return isBeyond ? nil : next
  }
}

extension SampleChunk.Form {
  init?(_ bytes: SoundBytes) {
    let form: Self? =
      switch String(decoding: bytes.bytes(at: 0, count: 4), as: UTF8.self) {
      case "RIFF": .riff
      case "RIFX": .rifx
      case "RF64": .rf64
      case "FORM": bytes.holds("AIF", at: 8) ? .aiff : nil
      case ".snd": .au
      case "dns.": .littleAU
      case "caff": .caf
      case "riff": .w64
      default: nil
      }
    guard let form else { return nil }
    self = form
  }

  /// Where the first chunk begins.
  var firstChunk: Int { self == .caf ? 8 : self == .w64 ? 40 : 12 }
  var samplesName: String { self == .aiff ? "SSND" : "data" }
  /// Bytes of a chunk's length.
  var lengthSize: Int { self == .caf || self == .w64 ? 8 : 4 }
  /// Bytes between the start of the chunk of samples and the first of them: the place and size of
  /// blocks, the number of edits.
  var contentExcess: Int { self == .aiff ? 8 : self == .caf ? 4 : 0 }

  private var isLittle: Bool {
    switch self {
    case .riff, .rf64, .littleAU, .w64: true
    case .rifx, .aiff, .au, .caf: false
    }
  }

  /// The number that stands there; nil beyond the end of the file.
  func number(_ bytes: SoundBytes, at place: Int, size: Int) -> UInt64? {
    let digits = bytes.bytes(at: place, count: size)
    guard digits.count == size else { return nil }
    return (isLittle ? digits.reversed() : digits).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A number as it stands in such a file.
  func digits(of number: UInt64, size: Int) -> [UInt8] {
    let digits = (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    return isLittle ? digits : digits.reversed()
  }
}
