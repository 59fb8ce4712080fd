import Audio
import Digests
import Glibc
import Manifest
import Pipeline

/// One worker's eye on files, as many at a time as digests are taken side by side: content and header.
final class ClipExaminer {
  private let audio: String
  /// A piece of each file, one after the other; they stay in the second-level cache.
  private let pieces: UnsafeMutableRawBufferPointer

  private static let pieceSize = 1 << 15

  init(audio: String) {
    self.audio = audio
    pieces = .allocate(byteCount: DigestHasher.groupSize * Self.pieceSize, alignment: 64)
  }

  deinit {
    pieces.deallocate()
  }

  /// What is found of each; nothing when that is interrupted.
  func examine(_ items: ArraySlice<IngestItem>) -> [ClipChange] {
    var clips: [OpenClip] = []
    var changes: [ClipChange] = []
    for item in items {
      do throws(AudioFault) {
        clips.append(try OpenClip(item, audio: audio))
      } catch {
        changes.append(ClipChange(item, FaultRecord(error)))
      }
    }
    guard let digests = digests(of: clips) else { return [] }
    return changes + zip(clips, digests).map { $0.finish($1) }
  }

  private func digests(of clips: [OpenClip]) -> [Digest]? {
    var hashers = clips.map { _ in DigestHasher() }
    while true {
      if Interruption.isRequested { return nil }
      let counts = clips.enumerated().map { $1.read(into: piece($0)) }
      guard counts.contains(where: { $0 > 0 }) else { break }
      let whole = UnsafeRawBufferPointer(rebasing: pieces[..<(clips.count * Self.pieceSize)])
      DigestHasher.update(&hashers, by: whole.bytes, counts: counts)
    }
    return hashers.indices.map { hashers[$0].finalize() }
  }

  private func piece(_ index: Int) -> UnsafeMutableRawBufferPointer {
    let start = index * Self.pieceSize
    return UnsafeMutableRawBufferPointer(rebasing: pieces[start..<start + Self.pieceSize])
  }
}

/// A clip whose file is open.
private final class OpenClip {
  private var change: ClipChange
  private let file: SourceFile
  private let examined = wallClock()
  private var isRead = false

  init(_ item: IngestItem, audio: String) throws(AudioFault) {
    file = try SourceFile(folder: audio, path: item.listing.path)
    change = ClipChange(item, nil)
  }

  /// Fills `piece` with the next bytes of the file and returns how many there were; after its end or
  /// a fault, none.
  func read(into piece: UnsafeMutableRawBufferPointer) -> Int {
    var filled = 0
    while !isRead, filled < piece.count {
      let count = Glibc.read(file.descriptor, piece.baseAddress! + filled, piece.count - filled)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { change.fault = FaultRecord(SourceFile.fault(errno, change.listing.path)) }
      isRead = count <= 0
      filled += max(0, count)
    }
    return filled
  }

  /// Adds the digest of what was read, and the header.
  func finish(_ source: Digest) -> ClipChange {
    guard change.fault == nil else { return change }
    var found = ExaminedFile(state: file.state, examined: examined, source: source, header: nil)
    do throws(AudioFault) {
      let header = try AudioHeader.read(
        descriptor: file.descriptor, name: change.listing.path)
      found.header = ExaminedFile.Header(
        sampleRate: header.sampleRate, channels: header.channels, frames: header.frames,
        encoding: header.encoding)
    } catch {
      change.fault = FaultRecord(error)
    }
    change.file = found
    return change
  }
}

extension ClipChange {
  fileprivate init(_ item: IngestItem, _ fault: FaultRecord?) {
    self.init(position: item.position, listing: item.listing, file: nil, fault: fault)
  }
}
