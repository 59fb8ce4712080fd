import Audio
import DataSets
import Networks

/// The settings as the keys of the file spell them: flat, and paths not yet resolved.
struct ConfigurationDraft: Sendable {
  var frontEnd: FrontEnd
  var dataset: DataSetSettings
  var name: String?
  var paths = PipelinePaths()
  var segment: SegmentSettings
  var keepsWaveforms = true
  var spectrogram: SpectrogramKeys
  var tensorStore = TensorStore.float32
  var preview = PreviewKeys()
  var network = NetworkKeys()
  var mode = TrainingMode.train
  var head = NetworkHead.new
  var leakyRandomSplit = false
  var training = TrainingSettings()
  var precision = Precision.float32
  var weights: String?
  var imageInput = ImageInput.sum
  var inversePenalty: Double?
  var tensorBoard: String?
  var evaluationBatchSize = 32
  var evaluationPrecision: Precision?
  var trainingPerturbations = TrainingPerturbations()
  var robustness = RobustnessSettings()
  var reportAudio = 8

  /// The defaults, which depend on the format and the front end.
  init(format: DataSetSettings.Format, frontEnd: FrontEnd) {
    self.frontEnd = frontEnd
    let (metadata, audio) =
      switch format {
      case .urbansound8k:
        ("data/UrbanSound8K/metadata/UrbanSound8K.csv", "data/UrbanSound8K/audio")
      case .esc50: ("data/ESC-50/meta/esc50.csv", "data/ESC-50/audio")
      case .csv, .folders, .annotations: ("data/metadata.csv", "data/audio")
      }
    dataset = DataSetSettings(format: format, metadata: metadata, audio: audio, name: "")
    if format == .annotations { dataset.columns.label = "Annotation" }
    segment = frontEnd.segment
    // VGGish's examples have a length of their own.
    if format == .esc50, frontEnd != .vggish { segment.seconds = 5 }
    spectrogram = SpectrogramKeys(frontEnd.spectrogram)
    preview.dynamicRange = frontEnd.previewRange
  }

  /// The columns that are looked for if none is named, and then may be absent.
  var clipColumn: String {
    get { dataset.columns.clip ?? CSVColumns.standardClip }
    set { dataset.columns.clip = newValue }
  }

  var foldColumn: String {
    get { dataset.columns.fold ?? CSVColumns.standardFold }
    set { dataset.columns.fold = newValue }
  }

  /// What is said, else what the data set is known as, else its folder.
  var datasetName: String {
    if let name { return name }
    switch dataset.format {
    case .urbansound8k: return "UrbanSound8K"
    case .esc50: return "ESC-50"
    case .csv, .folders, .annotations:
      return dataset.audio.split(separator: "/").last.map(String.init) ?? dataset.audio
    }
  }
}

/// `training.network`: one that is known by its name, or layers.
struct NetworkKeys: Sendable {
  var givenName: String?
  var width: Double?
  var layers: LayersValue?

  /// What leaderboards call it.
  var name: String {
    get { givenName ?? (layers == nil ? NetworkDescription.Name.cnn4.rawValue : "custom") }
    set { givenName = newValue }
  }

  var known: NetworkDescription.Name? {
    layers == nil ? NetworkDescription.Name(rawValue: name) : nil
  }

  /// - Throws: `NetworkError` that says what is wrong with which layer.
  func description() throws(NetworkError) -> NetworkDescription {
    if let layers { return try NetworkDescription(name: name, layers: layers.given) }
    return NetworkDescription(known ?? .cnn4, width: width)
  }
}
