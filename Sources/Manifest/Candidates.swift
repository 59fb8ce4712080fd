import Digests
import GRDB

/// What the cache is to hold.
public struct RecordedObject: Sendable {
  public var object: Digest
  /// Bytes.
  public var size: Int

  public init(object: Digest, size: Int) {
    self.object = object
    self.size = size
  }
}

/// A clip that can be segmented, as far as it takes to see whether that is done.
public struct SegmentedClip: Sendable {
  public var clip: Int64
  public var header: ExaminedFile.Header
  /// What its recipe has already given.
  public var waveforms: [RecordedObject]
}

/// A clip to segment.
public struct SegmentCandidate: Sendable {
  public var clip: Int64
  public var name: String
  /// The file, relative to the audio folder.
  public var path: String
  /// Its header is the clip's: with the frames of its stretch, where it is one.
  public var file: ExaminedFile
  /// The part of the file that the clip is, in seconds; nil: the whole.
  public var stretch: ClosedRange<Double>?
  /// How often other content was found under this name.
  public var revisions: Int
  /// What the last try under this recipe found wrong.
  public var fault: FaultRecord?
}

/// A window of a clip.
public struct WindowName: Hashable, Sendable {
  public var clip: Int64
  public var segment: Int

  public init(clip: Int64, segment: Int) {
    self.clip = clip
    self.segment = segment
  }
}

/// A window of a clip, as far as it takes to see whether it is rendered and drawn.
public struct RenderedWindow: Sendable {
  public var name: WindowName
  public var waveformKey: Digest
  public var tensorKey: Digest?
  public var tensor: RecordedObject?
  public var preview: RecordedObject?

  public init(
    name: WindowName, waveformKey: Digest, tensorKey: Digest?, tensor: RecordedObject?,
    preview: RecordedObject?
  ) {
    self.name = name
    self.waveformKey = waveformKey
    self.tensorKey = tensorKey
    self.tensor = tensor
    self.preview = preview
  }
}

/// A window of a clip, with the tensor and the preview that the recipes have already given.
public struct RenderCandidate: Sendable {
  public var clip: Int64
  public var name: String
  public var segment: Int
  public var revisions: Int
  public var waveformKey: Digest
  /// Nil where waveforms are not kept.
  public var waveform: StoredArtefact?
  public var tensor: StoredArtefact?
  public var preview: StoredArtefact?

  public init(
    clip: Int64, name: String, segment: Int, revisions: Int, waveformKey: Digest,
    waveform: StoredArtefact?, tensor: StoredArtefact?, preview: StoredArtefact?
  ) {
    self.clip = clip
    self.name = name
    self.segment = segment
    self.revisions = revisions
    self.waveformKey = waveformKey
    self.waveform = waveform
    self.tensor = tensor
    self.preview = preview
  }
}

extension ManifestDatabase {
  /// The clips without a fault of ingest's, at least as long as the configuration asks.
  public func segmentedClips(
    recipe: Int64, dataSet: Int64, minimumSeconds: Double
  ) throws(ManifestError) -> [SegmentedClip] {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT clip.id, clip.sample_rate, clip.channels, clip.frames, clip.encoding,
                 artefact.object, artefact.size
          FROM clip
          LEFT JOIN usage ON usage.recipe = ?1 AND usage.clip = clip.id
          LEFT JOIN artefact ON artefact.id = usage.artefact
          WHERE \(Self.canBeSegmented)
          ORDER BY clip.position
          """, arguments: [recipe, dataSet, minimumSeconds])
      var clips: [SegmentedClip] = []
      while let row = try rows.next() {
        let clip: Int64 = row[0]
        if clips.last?.clip != clip {
          clips.append(
            SegmentedClip(clip: clip, header: ExaminedFile.Header(row, at: 1), waveforms: []))
        }
        if let waveform = RecordedObject(row, at: 5) {
          clips[clips.count - 1].waveforms.append(waveform)
        }
      }
      return clips
    }
  }

  /// The same clips with all that it takes to segment them, in the metadata's order.
  ///
  /// - Parameter wanted: The clips that are asked for; nil: all.
  public func segmentCandidates(
    recipe: Int64, dataSet: Int64, minimumSeconds: Double, wanted: Set<Int64>? = nil
  ) throws(ManifestError) -> [SegmentCandidate] {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT clip.id, clip.name, ifnull(clip.file, clip.path), clip.size, clip.modified,
                 clip.changed, clip.inode,
                 clip.examined, clip.source, clip.sample_rate, clip.channels, clip.frames,
                 clip.encoding, clip.revisions, fault.category, fault.message,
                 CASE WHEN clip.is_cut THEN ifnull(clip.start, 0) END,
                 ifnull(clip."end", CAST(clip.file_frames AS REAL) / clip.sample_rate)
          FROM clip
          LEFT JOIN fault ON fault.clip = clip.id AND fault.stage = 'segment'
                             AND ifnull(fault.recipe, 0) = ?1
          WHERE \(Self.canBeSegmented)
          ORDER BY clip.position
          """, arguments: [recipe, dataSet, minimumSeconds])
      var candidates: [SegmentCandidate] = []
      while let row = try rows.next() {
        if wanted?.contains(row[0]) ?? true { candidates.append(SegmentCandidate(row)) }
      }
      return candidates
    }
  }

  /// `?2`: the data set, `?3`: the seconds that a clip lasts at least.
  private static let canBeSegmented = """
    clip.dataset = ?2 AND clip.frames > 0 AND CAST(clip.frames AS REAL) / clip.sample_rate >= ?3
    AND NOT EXISTS (SELECT 1 FROM fault AS found WHERE found.clip = clip.id
                    AND found.stage = 'ingest' AND ifnull(found.recipe, 0) = 0)
    """

  /// The windows that the waveform recipe has given.
  public func renderedWindows(
    waveform: Int64, tensor: Int64, preview: Int64?, dataSet: Int64
  ) throws(ManifestError) -> [RenderedWindow] {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT clip.id, source.segment, wave.key, tensor.key, tensor.object, tensor.size,
                 preview.object, preview.size
          \(Self.fromWindows)
          """, arguments: [waveform, tensor, preview, dataSet])
      var windows: [RenderedWindow] = []
      while let row = try rows.next() {
        windows.append(
          RenderedWindow(
            name: WindowName(clip: row[0], segment: row[1]), waveformKey: row[2],
            tensorKey: row[3], tensor: RecordedObject(row, at: 4),
            preview: RecordedObject(row, at: 6)))
      }
      return windows
    }
  }

  /// The same windows with all that it takes to render them, in the metadata's order.
  public func renderCandidates(
    waveform: Int64, tensor: Int64, preview: Int64?, dataSet: Int64, wanted: Set<WindowName>
  ) throws(ManifestError) -> [RenderCandidate] {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT clip.id, source.segment, clip.name, clip.revisions,
                 wave.id, wave.key, wave.object, wave.size, wave.padded,
                 tensor.id, tensor.key, tensor.object, tensor.size, tensor.padded,
                 preview.id, preview.key, preview.object, preview.size, preview.padded
          \(Self.fromWindows)
          ORDER BY clip.position, source.segment
          """, arguments: [waveform, tensor, preview, dataSet])
      var candidates: [RenderCandidate] = []
      while let row = try rows.next() {
        guard wanted.contains(WindowName(clip: row[0], segment: row[1])) else { continue }
        let waveform = StoredArtefact(row, at: 4)!
        candidates.append(
          RenderCandidate(
            clip: row[0], name: row[2], segment: row[1], revisions: row[3],
            waveformKey: waveform.key, waveform: waveform, tensor: StoredArtefact(row, at: 9),
            preview: StoredArtefact(row, at: 14)))
      }
      return candidates
    }
  }

  /// `?1`, `?2`, `?3`: the recipes of waveform, tensor and preview; `?4`: the data set.
  private static let fromWindows = """
    FROM usage AS source
    JOIN clip ON clip.id = source.clip
    JOIN artefact AS wave ON wave.id = source.artefact
    LEFT JOIN usage AS made ON made.recipe = ?2 AND made.clip = source.clip
                               AND made.segment = source.segment
    LEFT JOIN artefact AS tensor ON tensor.id = made.artefact
    LEFT JOIN usage AS drawn ON drawn.recipe = ?3 AND drawn.clip = source.clip
                                AND drawn.segment = source.segment
    LEFT JOIN artefact AS preview ON preview.id = drawn.artefact
    WHERE source.recipe = ?1 AND clip.dataset = ?4
    """
}

extension RecordedObject {
  /// The columns object, size from `column` on; nil where the join found none.
  fileprivate init?(_ row: Row, at column: Int) {
    guard let object: Digest = row[column] else { return nil }
    self.init(object: object, size: row[column + 1])
  }
}

extension ExaminedFile.Header {
  /// The columns sample_rate, channels, frames, encoding from `column` on.
  fileprivate init(_ row: Row, at column: Int) {
    self.init(
      sampleRate: row[column], channels: row[column + 1], frames: row[column + 2],
      encoding: row[column + 3])
  }
}

extension SegmentCandidate {
  fileprivate init(_ row: Row) {
    clip = row[0]
    name = row[1]
    path = row[2]
    file = ExaminedFile(
      state: FileState(size: row[3], modified: row[4], changed: row[5], inode: row[6]),
      examined: row[7], source: row[8],
      header: ExaminedFile.Header(row, at: 9))
    revisions = row[13]
    fault = (row[14] as String?).map { FaultRecord(category: $0, message: row[15]) }
    stretch = (row[16] as Double?).map { $0...row[17] }
  }
}
