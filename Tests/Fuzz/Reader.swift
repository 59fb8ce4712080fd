import Audio
import CSndfile
import Configuration
import DataSets
import Foundation
import TensorFiles
import TestSupport

/// The readers of what others wrote: each may refuse its input, and none may trap, hang or take all
/// memory.
enum Reader: String, CaseIterable {
  case csv, annotations, configuration, npy, safetensors, torch, mpeg, ogg, containers

  /// Good files, which mutations start from, relative to Tests.
  private var seedPaths: [String] {
    switch self {
    case .csv:
      ["UrbanSound8K-excerpt.csv", "esc10-excerpt.csv", "events.csv"]
        .map { "DataSetsTests/Golden/\($0)" }
    case .annotations:
      ["DataSetsTests/Golden/raven.txt", "DataSetsTests/Golden/audacity.txt"]
    case .configuration:
      ["../pipeline.json", "../demo.json", "ConfigurationTests/Golden/defaults.json"]
    case .npy:
      ["matrix-float16", "matrix-float32", "axes", "empty", "integers", "scalar", "text", "long"]
        .map { "TensorFilesTests/Golden/\($0).npy" }
    case .safetensors: ["TensorFilesTests/Golden/tensors.safetensors"]
    case .torch:
      [
        "state.pt", "nested.pt", "hostile.pt", "state-legacy.pth", "state-legacy-5.pth",
        "nested.pth",
      ]
      .map { "TensorFilesTests/Golden/\($0)" }
    case .mpeg, .ogg, .containers: []
    }
  }

  /// Sound files to start from.
  private var soundFormats: [SoundFormat] {
    switch self {
    case .mpeg:
      [(44_100, 1), (22_050, 2), (8_000, 1)].map {
        SoundFormat(
          container: Int(SF_FORMAT_MPEG), encoding: Int(SF_FORMAT_MPEG_LAYER_III), rate: $0.0,
          channels: $0.1)
      }
    case .ogg:
      [SF_FORMAT_VORBIS, SF_FORMAT_OPUS].map {
        SoundFormat(container: Int(SF_FORMAT_OGG), encoding: Int($0), rate: 48_000)
      }
    case .containers:
      [
        SF_FORMAT_WAV, SF_FORMAT_WAVEX, SF_FORMAT_RF64, SF_FORMAT_AIFF, SF_FORMAT_AU, SF_FORMAT_CAF,
        SF_FORMAT_W64, SF_FORMAT_FLAC,
      ].map { SoundFormat(container: Int($0)) }
    case .csv, .annotations, .configuration, .npy, .safetensors, .torch: []
    }
  }

  func seeds() throws -> [[UInt8]] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    return try seedPaths.map { try [UInt8](Data(contentsOf: tests.appendingPathComponent($0))) }
      + SoundSeeds.bytes(soundFormats)
  }

  /// Reads the input, and uses what came of it as the program would.
  func read(_ input: [UInt8]) {
    switch self {
    case .csv:
      let events = CSVColumns(
        label: "what", path: "file", recording: "site", start: "from", end: "to")
      for layout in [CSVLayout.urbansound8k, .esc50, CSVLayout(events)] {
        do {
          let settings = DataSetSettings(metadata: "clips.csv", audio: "audio", name: "")
          let listing = try DataSetReader.listing(of: input, settings, layout: layout)
          for clip in listing.clips { precondition(listing.classes.indices ~= clip.classIndex) }
        } catch {
          requireSentence("\(error)")
        }
      }
    case .annotations:
      for encoding in TextEncoding.allCases {
        do {
          let table = try SelectionTable(
            input, path: "a.txt", label: "Annotation", encoding: encoding)
          for event in table?.events ?? [] {
            precondition(0 <= event.start && event.start <= event.end && event.end.isFinite)
          }
        } catch {
          requireSentence("\(error)")
        }
      }
    case .configuration:
      do {
        _ = try PipelineConfiguration(text: input, path: "pipeline.json").canonicalText
      } catch {
        requireSentence("\(error)")
      }
    case .npy:
      do {
        let array = try NpyArray(bytes: input)
        precondition(array.shape.reduce(1, *) == array.elements.count)
      } catch {
        requireSentence("\(error)")
      }
    case .safetensors:
      do {
        let file = try SafetensorsFile(bytes: input)
        _ = try SafetensorsFile(bytes: file.encoded())
      } catch {
        requireSentence("\(error)")
      }
    case .torch:
      do {
        useTensors(of: try WeightsFile.read(bytes: input))
      } catch {
        requireSentence("\(error)")
      }
    case .mpeg, .ogg, .containers:
      do {
        try useSound(input)
      } catch {
        requireSentence("\(error)")
      }
    }
  }

  private func useSound(_ input: [UInt8]) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(input, to: "sound")
    let header = try AudioHeader.read(path: file)
    var segmenter = try Segmenter(SegmentSettings(seconds: 0.1, channels: .loudest))
    let middle = Stretch(start: header.seconds / 3, end: header.seconds / 2)
    for stretch in [nil, middle] {
      try segmenter.segment(path: file, stretch: stretch) { window, samples in
        precondition(window.signalCount <= samples.count)
      }
    }
  }

  private func useTensors(of file: any NamedTensors) {
    for name in file.names {
      do {
        let tensor = try file.tensor(named: name)
        precondition(
          tensor.shape.reduce(tensor.element.byteCount, *) == tensor.bytes.count)
      } catch {
        requireSentence("\(error)")
      }
    }
  }

  private func requireSentence(_ text: String) {
    precondition(!text.isEmpty, "an error that is no sentence")
  }
}
