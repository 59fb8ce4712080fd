import Configuration
import DataSets
import Foundation
import TensorFiles

/// The readers of what others wrote: each may refuse its input, and none may trap, hang or take all
/// memory.
enum Reader: String, CaseIterable {
  case csv, configuration, npy, safetensors, torch

  /// Good files, which mutations start from, relative to Tests.
  private var seedPaths: [String] {
    switch self {
    case .csv:
      ["DataSetsTests/Golden/UrbanSound8K-excerpt.csv", "DataSetsTests/Golden/esc10-excerpt.csv"]
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
    }
  }

  func seeds() throws -> [[UInt8]] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    return try seedPaths.map { try [UInt8](Data(contentsOf: tests.appendingPathComponent($0))) }
  }

  /// Reads the input, and uses what came of it as the program would.
  func read(_ input: [UInt8]) {
    switch self {
    case .csv:
      for layout in [CSVLayout.urbansound8k, .esc50] {
        do {
          let listing = try DataSetReader.listing(of: input, path: "clips.csv", layout: layout)
          for clip in listing.clips { precondition(listing.classes.indices ~= clip.classIndex) }
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
