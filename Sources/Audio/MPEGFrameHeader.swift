/// The four bytes before each frame of MPEG audio (ISO/IEC 11172-3, 2.4.1.3).
struct MPEGFrameHeader {
  /// What all frames of a stream have in common.
  struct Form: Hashable {
    /// 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5.
    var version: Int
    /// 1 to 3.
    var layer: Int
    /// Hz.
    var sampleRate: Int
    var isMono: Bool

    /// Samples of each channel in a frame.
    var samplesPerFrame: Int { layer == 1 ? 384 : layer == 3 && version != 3 ? 576 : 1_152 }
    /// Bytes that say how a frame of layer III is coded.
    var sideInformation: Int { version == 3 ? (isMono ? 17 : 32) : (isMono ? 9 : 17) }
  }

  let form: Form
  /// Bytes, these included.
  let size: Int
  let isProtected: Bool

  /// Nil where no frame begins.
  init?(_ bytes: SoundBytes, at place: Int) {
    var word: UInt32 = 0
    guard withUnsafeMutableBytes(of: &word, { bytes.peek(at: place, into: $0) }) == 4 else {
      return nil
    }
    let header = Int(UInt32(bigEndian: word))
    let version = header >> 19 & 3
    let layer = 4 - (header >> 17 & 3)
    let rateCode = header >> 10 & 3
    guard header >> 21 == 0x7ff, version != 1, layer < 4, rateCode < 3,
      1..<15 ~= header >> 12 & 15
    else { return nil }
    let sampleRate = Self.sampleRates[rateCode] >> (version == 3 ? 0 : version == 2 ? 1 : 2)
    let bitRate = 1_000 * Self.bitRates(version, layer)[(header >> 12 & 15) - 1]
    let padding = header >> 9 & 1
    let slots = layer == 1 ? 12 : layer == 3 && version != 3 ? 72 : 144
    size = (slots * bitRate / sampleRate + padding) * (layer == 1 ? 4 : 1)
    form = Form(
      version: version, layer: layer, sampleRate: sampleRate, isMono: header >> 6 & 3 == 3)
    isProtected = header >> 16 & 1 == 0
  }

  private static let sampleRates = [44_100, 48_000, 32_000]

  /// In kbit/s, by the code less one.
  private static func bitRates(_ version: Int, _ layer: Int) -> [Int] {
    switch (version == 3, layer) {
    case (true, 1): layer1
    case (true, 2): layer2
    case (true, _): layer3
    case (false, 1): lowLayer1
    default: low
    }
  }

  private static let layer1 = (1...14).map { 32 * $0 }
  private static let layer2 = [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384]
  private static let layer3 = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
  private static let lowLayer1 = [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256]
  private static let low = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
}
