/// How many bytes of samples a container truly holds: libsndfile silently takes what the header claims,
/// or what is there of it.
struct SampleExtent {
  /// What libsndfile is given to read.
  let bytes: SoundBytes
  private let isMended: Bool
  /// Whether the header says where the samples end.
  var isKnown: Bool { form != nil }
  private let form: SampleChunk.Form?
  private let isExtensible: Bool

  /// - Throws: `AudioFault` `not-audio` where samples are missing, or where some lie that the header
  ///   does not speak of.
  init(_ bytes: SoundBytes, name: String) throws(AudioFault) {
    let chunk = SampleChunk(bytes)
    form = chunk?.form
    isExtensible =
      chunk?.description.map { bytes.bytes(at: $0.lowerBound + 8, count: 2) == [0xfe, 0xff] }
      ?? false
    if let chunk, let length = try chunk.mendedLength(bytes, name) {
      guard let head = chunk.head(bytes, length: length) else {
        throw AudioFault(
          .notAudio,
          "The header of \(name) does not say how long it is, and \(length) bytes are more than its "
            + "form can hold; convert it to RF64 or W64.")
      }
      self.bytes = bytes.part(chunk.start..<chunk.start + length, behind: head)
      isMended = true
    } else {
      self.bytes = bytes
      isMended = false
    }
  }

  /// The encoding as it is in the file, given that of the bytes.
  func encoding(_ encoding: String) -> String {
    guard isMended else { return encoding }
    guard form == .riff, encoding.hasPrefix("RF64") else { return encoding + Encoding.mended }
    return (isExtensible ? "WAVEX" : "WAV") + encoding.dropFirst("RF64".count) + Encoding.mended
  }
}

extension SampleChunk {
  /// How many bytes of samples there are, where libsndfile would read another number of them.
  fileprivate func mendedLength(
    _ bytes: SoundBytes, _ name: String
  ) throws(AudioFault) -> Int? {
    let present = bytes.size - start
    guard let claimed, claimed < unknownFrom || claimed <= present else {
      return isReadToTheEnd(bytes, present) ? nil : present
    }
    guard claimed <= present else {
      throw AudioFault(
        .notAudio,
        "The header of \(name) claims \(claimed) bytes of samples but \(present) are there; the "
          + "file may have been cut short: fetch or export it again.")
    }
    let rest = TrailingBytes(bytes, form)
    let end = start + Int(claimed)
    let isWhole = claimed == 0 ? rest.areMetadata(from: end) : rest.areNoSound(from: end)
    if form == .w64 {
      // libsndfile reads W64 to its end, metadata too.
      let isFollowed = isWhole && claimed > 0 && present - Int(claimed) >= 24
      return isFollowed ? Int(claimed) : nil
    }
    if isWhole { return nil }
    if claimed == 0 { return isReadToTheEnd(bytes, present) ? nil : present }
    let wrapped = Int(claimed) + (present - Int(claimed)) & ~0xffff_ffff
    if form == .riff || form == .rifx, wrapped > Int(claimed),
      TrailingBytes(bytes, form).areNoSound(from: start + wrapped)
    {
      return wrapped
    }
    if claimed >= unknownFrom { return isReadToTheEnd(bytes, present) ? nil : present }
    throw AudioFault(
      .notAudio,
      "The header of \(name) claims \(claimed) bytes of samples, but \(present - Int(claimed)) more "
        + "bytes follow that are no chunk of metadata; it may not have been closed, or two files were "
        + "joined: write its header anew (sox --ignore-length) or split it.")
  }

  /// From there on a length that the file does not hold says that it is not known, as writers to a
  /// pipe and recorders that were never stopped leave it.
  private var unknownFrom: UInt64 {
    lengthSize == 4 ? 0x7fff_0000 - UInt64(form.contentExcess) : 1 << 62
  }

  /// Whether libsndfile takes what there is by itself.
  private func isReadToTheEnd(_ bytes: SoundBytes, _ present: Int) -> Bool {
    switch form {
    case .riff, .rifx:
      // It knows the header of a file that was never closed by the length of the whole.
      let wasNeverClosed = claimed == 0 && form.number(bytes, at: 4, size: 4) == 8
      return wasNeverClosed || claimed.map { present <= $0 } ?? true
    case .aiff:
      let saysNothing = form.number(bytes, at: lengthPlace, size: 4) == 0
      return saysNothing || claimed.map { present <= $0 } ?? true
    case .au, .littleAU: return claimed == nil
    case .w64: return true
    case .rf64, .caf: return false
    }
  }

  /// What has to stand before that many bytes of samples; nil where the form cannot say their number.
  fileprivate func head(_ bytes: SoundBytes, length: Int) -> [UInt8]? {
    let isLong = length > 0xffff_0000
    switch form {
    case .riff, .rifx, .rf64:
      guard let place = description else { return nil }
      let description = bytes.bytes(at: place.lowerBound, count: place.count)
      let samples = Array("data".utf8)
      if form == .rf64 || isLong {
        guard form != .rifx else { return nil }
        let unknown = form.digits(of: 0xffff_ffff, size: 4)
        return Array("RF64".utf8) + unknown + Array("WAVEds64".utf8) + form.digits(of: 28, size: 4)
          + form.digits(of: UInt64(length + description.count + 64), size: 8)
          + form.digits(of: UInt64(length), size: 8) + form.digits(of: 0, size: 12) + description
          + samples + unknown
      }
      return Array((form == .riff ? "RIFF" : "RIFX").utf8)
        + form.digits(of: UInt64(length + description.count + 12), size: 4) + Array("WAVE".utf8)
        + description + samples + form.digits(of: UInt64(length), size: 4)
    case .aiff, .au, .littleAU, .caf, .w64:
      guard start <= Self.longestHead, lengthSize == 8 || !isLong else { return nil }
      var head = bytes.bytes(at: 0, count: start)
      let digits = form.digits(of: UInt64(length + form.contentExcess), size: lengthSize)
      head.replaceSubrange(lengthPlace..<lengthPlace + lengthSize, with: digits)
      return head
    }
  }

  private static let longestHead = 1 << 24
}
