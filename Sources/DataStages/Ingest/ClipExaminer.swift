import Audio
import Digests
import Glibc
import Manifest
import Pipeline

/// One worker's eye on files: content digest and header.
final class ClipExaminer {
  private let audio: String
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
  private var hasher = DigestHasher()

  init(audio: String) {
    self.audio = audio
  }

  deinit {
    buffer.deallocate()
  }

  func examine(_ item: IngestItem) -> ClipChange {
    var change = ClipChange(position: item.position, listing: item.listing, file: nil, fault: nil)
    do throws(AudioFault) {
      let file = try SourceFile(folder: audio, path: item.listing.path)
      let examined = wallClock()
      var found = ExaminedFile(
        state: file.state, examined: examined, source: try digest(of: file, item.listing.path),
        header: nil)
      do throws(AudioFault) {
        let header = try AudioHeader.read(descriptor: file.descriptor, name: item.listing.path)
        found.header = ExaminedFile.Header(
          sampleRate: header.sampleRate, channels: header.channels, frames: header.frames,
          encoding: header.encoding)
      } catch {
        change.fault = FaultRecord(error)
      }
      change.file = found
    } catch {
      change.fault = FaultRecord(error)
    }
    return change
  }

  private func digest(of file: borrowing SourceFile, _ path: String) throws(AudioFault) -> Digest {
    while true {
      let count = read(file.descriptor, buffer.baseAddress!, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        let code = errno
        _ = hasher.finalize()
        throw SourceFile.fault(code, path)
      }
      if count == 0 { break }
      hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    return hasher.finalize()
  }
}
