import Configuration
import Glibc
import Manifest
import Report

/// What a clip's player gets: its own file where browsers play such files, else what is heard in it as MP3 or
/// WAV.
struct ClipSound {
  private let record: ClipRecord
  private let configuration: PipelineConfiguration

  init(_ record: ClipRecord, _ configuration: PipelineConfiguration) {
    (self.record, self.configuration) = (record, configuration)
  }

  var reply: Reply {
    get throws {
      if let type = Self.type(of: record.file?.header?.encoding ?? ""), !record.listing.isCut,
        let size = unchangedSize
      {
        return Reply(type: type, body: .file(path: record.path(in: configuration), 0..<size))
      }
      let file = try ServedClip(record, configuration).excerpt().file
      return Reply(type: file.type, body: .bytes(file.bytes))
    }
  }

  /// Nil for what not every browser plays. What ingest could not read as a sound is never sent as it is.
  static func type(of encoding: String) -> String? {
    switch encoding {
    case "WAV PCM_16", "WAV PCM_U8", "WAV PCM_24", "WAV FLOAT", "WAVEX PCM_16", "WAVEX PCM_24":
      "audio/wav"
    case "FLAC PCM_16", "FLAC PCM_24": "audio/flac"
    case "MPEG MPEG_LAYER_III": "audio/mpeg"
    default: nil
    }
  }

  /// Where the file is the one that ingest read.
  private var unchangedSize: Int? {
    var status = stat()
    guard let known = record.file?.state, stat(record.path(in: configuration), &status) == 0,
      status.st_mode & S_IFMT == S_IFREG, Int(status.st_size) == known.size,
      status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec == known.modified
    else { return nil }
    return known.size
  }
}
