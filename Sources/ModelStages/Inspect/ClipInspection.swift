import Audio
import Configuration
import DataSets
import DataStages
import Digests
import Figures
import Glibc
import Imaging
import Manifest
import Numerics
import Pipeline
import Spectrogram

/// What is known of one clip of the data set, or of any sound file: its facts, its faults, its
/// picture.
package struct ClipInspection {
  /// As the metadata has it, or the file's.
  package let name: String
  /// The name without its ending and folders, to name files after.
  package var stem: String {
    let file = String(name.split(separator: "/").last ?? "clip")
    return stretch == nil ? file.withoutEnding : file
  }
  package private(set) var facts: [(name: String, value: String)] = []
  /// The tensors of its segments, which a long recording has hundreds of.
  package private(set) var tensors: [(name: String, value: String)] = []
  package private(set) var faults: [FaultRecord] = []
  package let path: String
  /// The part of the file that the clip is; nil: the whole.
  package let stretch: Stretch?
  /// Of a clip of the data set.
  package let label: String?
  /// The run that was tested on it last.
  private var testedBy: Int64?
  /// What the last run that was tested on it took it for.
  private var prediction: String?
  private let configuration: PipelineConfiguration

  /// - Parameter clip: A clip's name, its name without the ending, its number in the metadata, or the
  ///   path of a file.
  /// - Throws: `InspectionError.noSuchClip`.
  package init(_ clip: String, in context: StageContext) throws {
    configuration = context.configuration
    let audio = configuration.dataset.audio
    let record = try context.manifest.clips(of: context.rows.dataSet).first {
      let listing = $0.listing
      return listing.name == clip || String($0.number) == clip
        || !listing.isCut && listing.name.withoutEnding == clip
        || !listing.isCut && "\(audio)/\(listing.file)" == clip
    }
    if let record {
      name = record.listing.name
      path = "\(audio)/\(record.listing.file)"
      stretch = record.stretch
      label = try context.manifest.classes(of: context.rows.dataSet)[safe: record.listing.label]
      faults = try context.manifest.faults(of: name)
      list(record, fold: try context.foldNames()[record.listing.fold])
      if let last = try context.manifest.lastPrediction(of: name) {
        testedBy = last.run
        prediction = "\(last.predicted) \(decimals(last.probability, 2))"
        let other = last.isCurrent ? "" : ", of another configuration (all_runs says which)"
        facts.append(
          ("predicted", "\(prediction!) by \(last.network), run \(last.run)\(other)"))
      }
      facts += try context.manifest.notes(of: name).map { ("note", "\($0.note): \($0.message)") }
      try listTensors(of: record, in: context)
    } else {
      guard access(clip, F_OK) == 0 else { throw InspectionError.noSuchClip(clip) }
      name = String(clip.split(separator: "/").last ?? "")
      path = clip
      stretch = nil
      label = nil
      listFile()
    }
    facts.append(("front end", FrontEndCard(configuration).hash))
  }

  private mutating func list(_ record: ClipRecord, fold: String) {
    let listing = record.listing
    facts = [
      ("clip", listing.name), ("number", "\(record.number)"), ("path", path),
      ("label", label ?? "\(listing.label)"), ("fold", fold),
      ("recording", listing.recording),
    ]
    if let salience = listing.salience { facts.append(("salience", "\(salience)")) }
    if let licence = listing.licence { facts.append(("licence", licence)) }
    if let start = listing.start, let end = listing.end {
      let whole = listing.isCut ? "file" : "recording"
      facts.append(("cut", "\(decimals(start, 3)) s to \(decimals(end, 3)) s of its \(whole)"))
    }
    guard let file = record.file else { return }
    if let header = file.header {
      list(
        AudioHeader(
          sampleRate: header.sampleRate, channels: header.channels,
          frames: record.frames ?? header.frames, encoding: header.encoding))
    }
    facts.append(("bytes", "\(file.state.size)"))
    facts.append(("content", file.source.hex))
  }

  private mutating func listFile() {
    facts = [("file", path)]
    do throws(AudioFault) {
      list(try AudioHeader.read(path: path))
    } catch {
      faults = [FaultRecord(error)]
    }
  }

  private mutating func list(_ header: AudioHeader) {
    facts += [
      ("seconds", decimals(header.seconds, 3)), ("sample rate", "\(header.sampleRate) Hz"),
      ("channels", "\(header.channels)"), ("frames", "\(header.frames)"),
      ("encoding", header.encoding),
      ("segments", "\(configuration.segment.windowCount(of: header))"),
    ]
  }

  private mutating func listTensors(of record: ClipRecord, in context: StageContext) throws {
    let examples = try context.examples()
    for example in examples where example.clip == record.id {
      let path = context.store.absolutePath(of: example.object, .tensor)
      tensors.append(
        ("tensor \(example.segment)", "[\(example.bands), \(example.frames)] \(path)"))
    }
  }

  /// The checkpoint of the run that was tested on it last, and so did not learn from it; nil where none was.
  package func testedModel(in context: StageContext) throws -> (run: Int64, path: String)? {
    guard let testedBy else { return nil }
    return try context.checkpoint(ofRun: testedBy).map { (testedBy, $0) }
  }

  /// The whole clip (its first minute, if it is longer) as a PNG: waveform above, spectrogram below.
  ///
  /// - Throws: `AudioFault` where the file gives no samples.
  package func picture() throws -> [UInt8] {
    let excerpt = try ClipExcerpt(
      path: path, stretch: stretch, configuration,
      atMost: Self.longest * configuration.segment.sampleRate)
    let figure = SpectrogramFigure(
      title: name, subtitle: subtitle(excerpt.header, isCut: excerpt.isCut),
      samples: excerpt.samples, values: try excerpt.spectrogramValues().values,
      bandFrequencies: excerpt.bandFrequencies, seconds: excerpt.seconds, unit: excerpt.unit,
      settings: configuration.preview ?? PreviewSettings())
    return try figure.encoded(texts: [("Title", name)] + configuration.pictureTexts)
  }

  /// A minute fills the figure's width with more than enough detail.
  private static let longest = 60

  private func subtitle(_ header: AudioHeader, isCut: Bool) -> String {
    var facts = label.map { [configuration.dataset.name, $0] } ?? []
    if let prediction { facts.append("taken for \(prediction)") }
    for (name, value) in self.facts where ["fold", "recording"].contains(name) {
      facts.append("\(name) \(value)")
    }
    facts.append(
      "\(header.sampleRate) Hz, \(counted(header.channels, "channel")), \(header.encoding)")
    facts.append(
      "\(decimals(header.seconds, 2)) s" + (isCut ? ", the first \(Self.longest) s shown" : ""))
    facts.append("front end \(FrontEndCard(configuration).hash.prefix(12))")
    return facts.joined(separator: " · ")
  }
}

package enum InspectionError: Error, CustomStringConvertible {
  case noSuchClip(String)
  /// Not UTF-8; written out.
  case badName(String)
  case noSuchClass(String, known: [String])

  package var description: String {
    switch self {
    case .noSuchClip(let clip):
      """
      Could not inspect \(clip): the manifest has no clip of that name or number, and there is no file \
      of that path; clips are named as in the metadata.
      """
    case .badName(let name):
      "Could not inspect \(name): \(ClipNameFault.badName); give the file another."
    case .noSuchClass(let name, let known):
      """
      Could not inspect the class \(name): \
      \(known.isEmpty ? "the manifest lists no class; run soundmark ingest first" : "the classes are \(known.joined(separator: ", "))").
      """
    }
  }
}

extension ClipRecord {
  /// The part of its file that the clip is; nil: the whole.
  package var stretch: Stretch? {
    guard listing.isCut, let header = file?.header else { return nil }
    return Stretch(
      start: listing.start ?? 0,
      end: listing.end ?? Double(header.frames) / Double(header.sampleRate))
  }

  /// Which clip of the metadata it is, from 1 on.
  fileprivate var number: Int { position + 1 }
}

extension String {
  /// `dog` of `dog.wav`.
  var withoutEnding: String {
    guard let point = lastIndex(of: "."), point > startIndex else { return self }
    return String(self[..<point])
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? {
    indices.contains(index) ? self[index] : nil
  }
}

extension StageContext {
  /// Where a run's checkpoint lies, or lay; nil where it has none.
  package func checkpoint(ofRun run: Int64) throws -> String? {
    let runs = try manifest.rows(of: "all_runs", runs: [run])
    guard !runs.rows.isEmpty, let object = runs[0, "checkpoint"], !object.isEmpty else {
      return nil
    }
    return "\(store.root)/\(object)"
  }
}
