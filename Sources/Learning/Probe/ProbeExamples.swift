import TensorFiles

/// What a probe has learned from, kept in its file: sounds and classes can be added to it where the sounds
/// themselves are no longer.
public struct ProbeExamples: Sendable {
  /// A sound, of one segment or more.
  public struct Sound: Hashable, Sendable {
    /// By which it is known again, under whatever name.
    public let digest: String
    /// What it was cut from: sounds of one recording are held out together.
    public let recording: String
    /// What is heard in it.
    public let labels: [String]
    /// `[segments, features]`
    public let embeddings: [Float]

    public init(digest: String, recording: String, labels: [String], embeddings: [Float]) {
      self.digest = digest
      self.recording = recording.onOneLine
      self.labels = labels.map(\.onOneLine).sorted()
      self.embeddings = embeddings
    }
  }

  /// Numbers of an embedding.
  public let features: Int
  /// Whether several classes may be heard in a sound, or none.
  public let isMultiLabel: Bool
  private var byDigest: [String: Sound] = [:]

  public init(features: Int, isMultiLabel: Bool) {
    (self.features, self.isMultiLabel) = (features, isMultiLabel)
  }

  /// Adds a sound, in the place of the same one if it is there: what is said last of a sound counts.
  public mutating func add(_ sound: Sound) {
    precondition(sound.embeddings.count % features == 0, "embeddings of \(features) numbers")
    byDigest[sound.digest] = sound
  }

  /// In an order that does not depend on when they were added.
  public var sounds: [Sound] {
    byDigest.values.sorted { ($0.recording, $0.digest) < ($1.recording, $1.digest) }
  }

  /// All that is heard, sorted by name.
  public var classes: [String] {
    Set(byDigest.values.flatMap(\.labels)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  // MARK: - In a model's file

  private static let key = "examples"
  /// The name of the tensor that holds all embeddings, `[segments, features]`.
  static let tensor = "examples.embeddings"

  /// A line a sound: digest, segments, recording, labels, with tabs between them.
  package func insert(into file: inout SafetensorsFile) {
    let sounds = sounds
    let embeddings = sounds.flatMap(\.embeddings)
    file.insert(
      .init(shape: [embeddings.count / features, features], floats: embeddings), as: Self.tensor)
    file.metadata[Self.key] = sounds.map { sound in
      ([sound.digest, "\(sound.embeddings.count / features)", sound.recording] + sound.labels)
        .joined(separator: "\t")
    }.joined(separator: "\n")
  }

  /// Those of a model's file; nil where it has none.
  ///
  /// - Throws: `TensorFileError` or `CheckpointError` where they are not whole.
  package init?(_ file: SafetensorsFile) throws {
    guard let text = file.metadata[Self.key] else { return nil }
    let shape = try file.tensor(named: Self.tensor).shape
    guard shape.count == 2, shape[1] > 0 else {
      throw CheckpointError.shape(
        tensor: Self.tensor, found: shape, expected: "[segments, features]")
    }
    let embeddings = try file.floats(named: Self.tensor, shape: shape)
    self.init(features: shape[1], isMultiLabel: file.hasIndependentClasses)
    var place = 0
    for line in text.split(separator: "\n") {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard cells.count == 4 || isMultiLabel && cells.count >= 3, let rows = Int(cells[1]),
        rows > 0, rows <= shape[0] - place
      else { throw CheckpointError.examples }
      add(
        Sound(
          digest: cells[0], recording: cells[2], labels: Array(cells[3...]),
          embeddings: Array(embeddings[place * shape[1]..<(place + rows) * shape[1]])))
      place += rows
    }
    guard place == shape[0] else { throw CheckpointError.examples }
  }
}

extension String {
  /// Without what would end a cell or a line.
  fileprivate var onOneLine: String {
    String(map { $0 == "\t" || $0.isNewline ? " " : $0 })
  }
}
