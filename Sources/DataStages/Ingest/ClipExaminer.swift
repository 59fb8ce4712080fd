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
    var files: [OpenFile] = []
    var changes: [ClipChange] = []
    for item in items {
      do throws(AudioFault) {
        files.append(try OpenFile(item, audio: audio))
      } catch {
        changes += item.changes(file: nil, FaultRecord(error))
      }
    }
    guard let digests = digests(of: files) else { return [] }
    return changes + zip(files, digests).flatMap { $0.finish($1) }
  }

  private func digests(of files: [OpenFile]) -> [Digest]? {
    var hashers = files.map { _ in DigestHasher() }
    while true {
      if Interruption.isRequested { return nil }
      let counts = files.enumerated().map { $1.read(into: piece($0)) }
      guard counts.contains(where: { $0 > 0 }) else { break }
      let whole = UnsafeRawBufferPointer(rebasing: pieces[..<(files.count * Self.pieceSize)])
      DigestHasher.update(&hashers, by: whole.bytes, counts: counts)
    }
    return hashers.indices.map { hashers[$0].finalize() }
  }

  private func piece(_ index: Int) -> UnsafeMutableRawBufferPointer {
    let start = index * Self.pieceSize
    return UnsafeMutableRawBufferPointer(rebasing: pieces[start..<start + Self.pieceSize])
  }
}

/// A file that is open, for its clips.
private final class OpenFile {
  private let item: IngestItem
  private let file: SourceFile
  private var fault: FaultRecord?
  private let examined = wallClock()
  private var isRead = false

  init(_ item: IngestItem, audio: String) throws(AudioFault) {
    file = try SourceFile(folder: audio, path: item.file)
    self.item = item
  }

  /// Fills `piece` with the next bytes of the file and returns how many there were; after its end or
  /// a fault, none.
  func read(into piece: UnsafeMutableRawBufferPointer) -> Int {
    var filled = 0
    while !isRead, filled < piece.count {
      let count = Glibc.read(file.descriptor, piece.baseAddress! + filled, piece.count - filled)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { fault = FaultRecord(SourceFile.fault(errno, item.file)) }
      isRead = count <= 0
      filled += max(0, count)
    }
    return filled
  }

  /// What was found, by the digest of what was read and the header.
  func finish(_ source: Digest) -> [ClipChange] {
    if let fault { return item.changes(file: nil, fault) }
    var found = ExaminedFile(state: file.state, examined: examined, source: source, header: nil)
    do throws(AudioFault) {
      let header = try AudioHeader.read(descriptor: file.descriptor, name: item.file)
      found.header = ExaminedFile.Header(
        sampleRate: header.sampleRate, channels: header.channels, frames: header.frames,
        encoding: header.encoding)
    } catch {
      fault = FaultRecord(error)
    }
    return item.changes(file: found, fault)
  }
}

extension IngestItem {
  /// What comes of each clip; of a file that could not be read now, what was known of it stays.
  fileprivate func changes(file: ExaminedFile?, _ fault: FaultRecord?) -> [ClipChange] {
    clips.map { clip in
      guard let fault, file == nil, fault.leavesContentOpen else {
        return ClipChange(
          position: clip.position, listing: clip.listing, file: file, faultOfFile: fault)
      }
      return ClipChange(
        position: clip.position, listing: clip.listing, file: clip.before?.file,
        frames: clip.before?.frames, fault: fault)
    }
  }
}
