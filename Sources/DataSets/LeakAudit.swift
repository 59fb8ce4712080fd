/// Sounds that are in several folds, so that a test fold knows something of the training folds.
public struct LeakAudit: Hashable, Sendable {
  /// What the audit needs to know of a clip.
  public struct Clip: Hashable, Sendable {
    public let name: String
    public let fold: Int
    public let recording: String
    /// A digest of the file's content, if it could be read.
    public let content: String?

    public init(name: String, fold: Int, recording: String, content: String? = nil) {
      self.name = name
      self.fold = fold
      self.recording = recording
      self.content = content
    }
  }

  /// A recording or a content in several folds.
  public struct Leak: Hashable, Sendable {
    /// The recording's name or the content's digest.
    public let source: String
    /// Ascending.
    public let folds: [Int]
    /// In the order of the data set.
    public let clips: [String]
  }

  /// Recordings with clips in several folds, by name.
  public let recordings: [Leak]
  /// Contents that are in several folds, by digest.
  public let contents: [Leak]

  public init(_ clips: some Collection<Clip>) {
    recordings = Self.leaks(clips, source: \.recording)
    contents = Self.leaks(clips, source: \.content)
  }

  public var isEmpty: Bool { recordings.isEmpty && contents.isEmpty }

  private static func leaks(
    _ clips: some Collection<Clip>, source: (Clip) -> String?
  ) -> [Leak] {
    var folds: [String: Set<Int>] = [:]
    for clip in clips {
      if let source = source(clip) { folds[source, default: []].insert(clip.fold) }
    }
    let leaking = folds.filter { $0.value.count > 1 }
    if leaking.isEmpty { return [] }
    var names: [String: [String]] = [:]
    for clip in clips {
      if let source = source(clip), leaking[source] != nil {
        names[source, default: []].append(clip.name)
      }
    }
    return leaking.map { Leak(source: $0, folds: $1.sorted(), clips: names[$0] ?? []) }
      .sorted { $0.source < $1.source }
  }
}
