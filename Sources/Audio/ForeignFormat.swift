/// Formats of sound that are not read, known by their first bytes.
enum ForeignFormat {
  /// What the file is, and what makes it one that is read: `MP4 (M4A); convert it: ffmpeg -i …`.
  static func advice(_ bytes: SoundBytes, _ name: String) -> String? {
    guard let format = format(of: bytes) else { return nil }
    let file = name.split(separator: "/").last.map(String.init) ?? name
    let stem = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
    return "The file \(name) is \(format), which is not read; convert it: "
      + "ffmpeg -i \(quoted(file)) \(quoted(stem + (file.hasSuffix(".wav") ? "-converted.wav" : ".wav")))"
  }

  /// As a shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    if isPlain { return word }
    let parts = word.split(separator: "'", omittingEmptySubsequences: false)
    return "'\(parts.joined(separator: "'\\''"))'"
  }

  private static func format(of bytes: SoundBytes) -> String? {
    let start = bytes.bytes(at: 0, count: 64)
    func holds(_ text: StaticString, at place: Int = 0) -> Bool { bytes.holds(text, at: place) }
    if holds("ftyp", at: 4) { return mp4(bytes) }
    if start.starts(with: [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11]) {
      return "Windows Media (WMA)"
    }
    if start.starts(with: [0x1a, 0x45, 0xdf, 0xa3]) {
      return bytes.bytes(at: 0, count: 64).contains("webm".utf8) ? "WebM" : "Matroska (MKA)"
    }
    if start.count > 1, start[0] == 0xff, start[1] & 0xf6 == 0xf0 { return "AAC (ADTS)" }
    if holds("OggS") {
      return start.contains("Speex   ".utf8)
        ? "Speex in Ogg"
        : start.contains("theora".utf8) ? "Theora video in Ogg" : nil
    }
    if start.starts(with: [0x0b, 0x77]) { return "AC-3" }
    return signatures.first { holds($0.start) }?.format
  }

  private static let signatures: [(start: StaticString, format: String)] = [
    ("BW64", "BW64 (broadcast wave of 64 bits)"), ("wvpk", "WavPack"),
    ("ADIF", "AAC (ADIF)"), ("MAC ", "Monkey's Audio (APE)"), ("TTA1", "True Audio (TTA)"),
    ("MPCK", "Musepack"), ("MP+", "Musepack"), ("#!AMR", "AMR"), ("DSD ", "DSD (DSF)"),
    ("FRM8", "DSD (DSDIFF)"), ("ajkg", "Shorten"), ("tBaK", "TAK"), (".RMF", "RealMedia"),
    ("FLV", "Flash video"), ("MThd", "MIDI, notes and no sound"),
  ]

  private static func mp4(_ bytes: SoundBytes) -> String {
    let brand = String(decoding: bytes.bytes(at: 8, count: 4), as: UTF8.self)
    switch brand.prefix(3) {
    case "M4A", "M4B", "M4P": return "MP4 audio (M4A)"
    case "qt ": return "QuickTime (MOV)"
    case "3gp", "3g2": return "3GP"
    default: return "MP4 (M4A)"
    }
  }
}

extension [UInt8] {
  fileprivate func contains(_ text: String.UTF8View) -> Bool {
    let text = Array(text)
    guard count >= text.count else { return false }
    return (0...count - text.count).contains { self[$0..<$0 + text.count].elementsEqual(text) }
  }
}
