import Digests
import GRDB

/// An artefact that a stage made.
public struct NewArtefact: Sendable {
  /// `waveform`, `tensor`, `preview`, `checkpoint`, `confusion`.
  public var kind: String
  public var key: Digest
  public var object: Digest
  /// Bytes.
  public var size: Int
  public var stageVersion: Int
  /// A tensor's shape.
  public var bands: Int?
  public var frames: Int?
  /// Samples at the end of a window that are padding.
  public var padded: Int?

  public init(
    kind: String, key: Digest, object: Digest, size: Int, stageVersion: Int, bands: Int? = nil,
    frames: Int? = nil, padded: Int? = nil
  ) {
    self.kind = kind
    self.key = key
    self.object = object
    self.size = size
    self.stageVersion = stageVersion
    self.bands = bands
    self.frames = frames
    self.padded = padded
  }
}

/// An artefact that is recorded.
public struct StoredArtefact: Sendable {
  public var id: Int64
  public var key: Digest
  public var object: Digest
  public var size: Int
  public var padded: Int?
}

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
  public var path: String
  public var file: ExaminedFile
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

/// What becomes of a clip's windows under a recipe.
public struct UsageChange: Sendable {
  public enum Product: Sendable {
    case made(NewArtefact)
    /// Found by its key, under another recipe or name.
    case found(Int64)
  }

  public var clip: Int64
  /// The first of `products` belongs to this segment.
  public var firstSegment: Int
  public var products: [Product]
  /// Whether segments after the last of `products` are gone.
  public var isWholeClip: Bool

  public init(clip: Int64, firstSegment: Int, products: [Product], isWholeClip: Bool) {
    self.clip = clip
    self.firstSegment = firstSegment
    self.products = products
    self.isWholeClip = isWholeClip
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
          SELECT clip.id, clip.name, clip.path, clip.size, clip.modified, clip.changed, clip.inode,
                 clip.examined, clip.source, clip.sample_rate, clip.channels, clip.frames,
                 clip.encoding, clip.revisions, fault.category, fault.message
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

  /// What a recipe has given, by clip and segment.
  public func artefacts(of recipe: Int64) throws(ManifestError) -> [Int64: [Int: StoredArtefact]] {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT usage.clip, usage.segment, artefact.id, artefact.key, artefact.object,
                 artefact.size, artefact.padded
          FROM usage JOIN artefact ON artefact.id = usage.artefact WHERE usage.recipe = ?
          """, arguments: [recipe])
      var found: [Int64: [Int: StoredArtefact]] = [:]
      while let row = try rows.next() {
        found[row[0], default: [:]][row[1]] = StoredArtefact(row, at: 2)
      }
      return found
    }
  }

  /// Which of these keys are known, with their artefacts.
  public func artefacts(withKeys keys: [Digest]) throws(ManifestError) -> [Digest: StoredArtefact] {
    guard !keys.isEmpty else { return [:] }
    return try read { db in
      let statement = try db.makeStatement(
        sql: "SELECT id, key, object, size, padded FROM artefact WHERE key = ?")
      var found: [Digest: StoredArtefact] = [:]
      for key in keys {
        if let row = try Row.fetchOne(statement, arguments: [key]) {
          found[key] = StoredArtefact(row, at: 0)
        }
      }
      return found
    }
  }

  /// Records one artefact that belongs to no clip, and returns its row.
  public func record(_ artefact: NewArtefact, stageRun: Int64) throws(ManifestError) -> Int64 {
    try write { db in try Self.insert(artefact, stageRun: stageRun, db) }
  }

  /// Records what a stage made, and takes back what it found wrong with these clips before.
  ///
  /// A change whose clip has other content by now (a second ingest ran meanwhile) is left out:
  /// `inputs` are the source digests, by clip, that the work was done from.
  public func record(
    _ changes: [UsageChange], faults: [(clip: Int64, fault: FaultRecord)], stage: String,
    recipe: Int64, inputs: [Int64: Digest], stageRun: Int64
  ) throws(ManifestError) {
    try write { db in
      let source = try db.makeStatement(sql: "SELECT source FROM clip WHERE id = ?")
      let use = try db.makeStatement(sql: "INSERT OR REPLACE INTO usage VALUES (?, ?, ?, ?)")
      let clear = try db.makeStatement(
        sql: "DELETE FROM fault WHERE clip = ? AND stage = ? AND ifnull(recipe, 0) = ?")
      func isCurrent(_ clip: Int64) throws -> Bool {
        guard let now = try Row.fetchOne(source, arguments: [clip]) else { return false }
        return inputs[clip] == nil || (now[0] as Digest?) == inputs[clip]
      }
      for change in changes where try isCurrent(change.clip) {
        for (offset, product) in change.products.enumerated() {
          let artefact =
            switch product {
            case .made(let artefact): try Self.insert(artefact, stageRun: stageRun, db)
            case .found(let id): id
            }
          try use.execute(
            arguments: [recipe, change.clip, change.firstSegment + offset, artefact])
        }
        if change.isWholeClip {
          try db.execute(
            sql: "DELETE FROM usage WHERE recipe = ? AND clip = ? AND segment >= ?",
            arguments: [recipe, change.clip, change.firstSegment + change.products.count])
        }
        try clear.execute(arguments: [change.clip, stage, recipe])
      }
      for (clip, fault) in faults where try isCurrent(clip) {
        try clear.execute(arguments: [clip, stage, recipe])
        try db.execute(
          sql: "INSERT INTO fault VALUES (?, ?, ?, ?, ?)",
          arguments: [clip, stage, recipe, fault.category, fault.message])
        try db.execute(
          sql: "DELETE FROM usage WHERE recipe = ? AND clip = ?", arguments: [recipe, clip])
      }
    }
  }

  static func insert(_ artefact: NewArtefact, stageRun: Int64, _ db: Database) throws -> Int64 {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO artefact (kind, key, object, size, stage_version, stage_run, bands, frames, padded)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET
          object = excluded.object, size = excluded.size, stage_run = excluded.stage_run,
          bands = excluded.bands, frames = excluded.frames, padded = excluded.padded
        RETURNING id
        """)
    return try Int64.fetchOne(
      statement,
      arguments: [
        artefact.kind, artefact.key, artefact.object, artefact.size, artefact.stageVersion,
        stageRun,
        artefact.bands, artefact.frames, artefact.padded,
      ])!
  }
}

extension StoredArtefact {
  /// The columns id, key, object, size, padded from `column` on; nil where the join found none.
  init?(_ row: Row, at column: Int) {
    guard let id: Int64 = row[column] else { return nil }
    self.init(
      id: id, key: row[column + 1], object: row[column + 2], size: row[column + 3],
      padded: row[column + 4])
  }
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
  }
}
