import Audio
import Digests
import Glibc
import Manifest
import Pipeline

/// One worker's eye on files, two at a time: content digest and header.
final class ClipExaminer {
  private let audio: String
  private let buffers: (UnsafeMutableRawBufferPointer, UnsafeMutableRawBufferPointer)

  init(audio: String) {
    self.audio = audio
    buffers = (Self.buffer(), Self.buffer())
  }

  deinit {
    buffers.0.deallocate()
    buffers.1.deallocate()
  }

  /// Two of them stay in the second-level cache.
  private static func buffer() -> UnsafeMutableRawBufferPointer {
    .allocate(byteCount: 1 << 17, alignment: 64)
  }

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
    if clips.count == 2 {
      digest(clips[0], clips[1])
    } else {
      clips.forEach(digest)
    }
    return changes + clips.map { $0.finish() }
  }

  private func digest(_ clip: OpenClip) {
    while case let bytes = clip.read(into: buffers.0), !bytes.isEmpty {
      clip.hasher.update(bytes)
    }
  }

  private func digest(_ first: OpenClip, _ second: OpenClip) {
    while true {
      let bytes = (first.read(into: buffers.0), second.read(into: buffers.1))
      if bytes.0.isEmpty && bytes.1.isEmpty { return }
      DigestHasher.update(
        &first.hasher, by: bytes.0.bytes, &second.hasher, by: bytes.1.bytes)
    }
  }
}

/// A clip whose file is open, and what was found out so far.
private final class OpenClip {
  private var change: ClipChange
  private let file: SourceFile
  private let examined = wallClock()
  var hasher = DigestHasher()

  init(_ item: IngestItem, audio: String) throws(AudioFault) {
    file = try SourceFile(folder: audio, path: item.listing.path)
    change = ClipChange(item, nil)
  }

  /// The next bytes of the file; none at its end, and none after a fault.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> UnsafeRawBufferPointer {
    while change.fault == nil {
      let count = Glibc.read(file.descriptor, buffer.baseAddress!, buffer.count)
      if count >= 0 { return UnsafeRawBufferPointer(rebasing: buffer[..<count]) }
      if errno == EINTR { continue }
      change.fault = FaultRecord(SourceFile.fault(errno, change.listing.path))
    }
    return UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// Adds the digest of what was read, and the header.
  func finish() -> ClipChange {
    guard change.fault == nil else { return change }
    var found = ExaminedFile(
      state: file.state, examined: examined, source: hasher.finalize(), header: nil)
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
