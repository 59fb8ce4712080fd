import Foundation
import Spectrogram
import TensorFiles

/// The package's folder, whatever the working directory.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()
let goldenFolder = packageRoot.appendingPathComponent("Tests/SpectrogramTests/Golden")
let sharedFolder = packageRoot.deletingLastPathComponent()
  .appendingPathComponent("shared/reference/spectrograms")
/// A front end that pre-trained networks expect; its input is one of ``sharedFolder``.
let transferFolder = sharedFolder.deletingLastPathComponent().appendingPathComponent("transfer")
let hasShared = FileManager.default.fileExists(atPath: sharedFolder.path)

/// A spectrogram that a peer's library computed, and the library's functions that did it.
struct ReferenceCase: CustomStringConvertible, Sendable {
  struct Step: Sendable {
    let function: String
    let parameters: [String: any Sendable]

    func number(_ name: String) -> Double? { (parameters[name] as? NSNumber)?.doubleValue }
    func int(_ name: String) -> Int? { (parameters[name] as? NSNumber)?.intValue }
    func text(_ name: String) -> String? { parameters[name] as? String }
    func isTrue(_ name: String) -> Bool { (parameters[name] as? NSNumber)?.boolValue ?? false }
    func step(_ name: String) -> Step {
      Step(function: name, parameters: parameters[name] as? [String: any Sendable] ?? [:])
    }
  }

  let folder: URL
  let steps: [Step]
  let input: URL
  let tolerance: [String: Double]
  let axes: [String]

  var description: String { folder.lastPathComponent }

  init(_ folder: URL) throws {
    let data = try Data(contentsOf: folder.appendingPathComponent("case.json"))
    let record = try JSONSerialization.jsonObject(with: data) as! [String: any Sendable]
    self.folder = folder
    let inputs =
      folder.path.hasPrefix(transferFolder.path) ? sharedFolder : folder.deletingLastPathComponent()
    input = inputs.appendingPathComponent(record["input"] as! String)
    tolerance = (record["tolerance"] as! [String: NSNumber]).mapValues(\.doubleValue)
    axes = record["axes"] as! [String]
    steps = (record["steps"] as! [[String: any Sendable]]).map {
      Step(
        function: $0["function"] as! String,
        parameters: $0["parameters"] as! [String: any Sendable])
    }
  }

  /// The cases in a folder, but for those of `Audio` alone.
  static func all(in folder: URL) -> [ReferenceCase] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().compactMap { try? ReferenceCase(folder.appendingPathComponent($0)) }
      .filter { $0.axes != ["samples"] }
  }

  var expected: NpyArray {
    get throws {
      try NpyArray(contentsOf: folder.appendingPathComponent("expected.npy").path)
    }
  }

  /// The same computed in double, where that differs.
  var exact: NpyArray? {
    try? NpyArray(contentsOf: folder.appendingPathComponent("exact.npy").path)
  }

  /// The steps that come before any spectrogram: mixing, resampling, padding.
  var resampling: Step? { steps.first { $0.function == "soxr.resample" } }
  var paddedCount: Int? {
    steps.first { $0.function == "librosa.util.fix_length" }?.int("size")
  }

  var isFilterBank: Bool { description.hasPrefix("filters-") }

  var sampleRate: Int {
    for step in steps {
      if let rate = step.int("sample_rate") ?? step.int("sr") { return rate }
      if let filters = step.parameters["LogmelFilterBank"] as? [String: any Sendable] {
        return filters["sr"] as! Int
      }
    }
    return 22_050
  }
}

extension SpectrogramSettings {
  /// The settings that equal the library's functions.
  init(_ reference: ReferenceCase) {
    self.init(frequency: .linear, scaling: .linear)
    for step in reference.steps { add(step) }
  }

  private mutating func add(_ step: ReferenceCase.Step) {
    switch step.function {
    case "torchaudio.transforms.MelSpectrogram": addTorchaudio(step)
    case "torchaudio.transforms.AmplitudeToDB":
      scaling = .decibels(Decibels(dynamicRange: step.number("top_db")))
    case "torchaudio.transforms.MFCC":
      addTorchaudio(step.step("melkwargs"))
      scaling =
        step.isTrue("log_mels") ? .logarithm(offset: 1e-6) : .decibels(Decibels(dynamicRange: 80))
      cepstrum = Cepstrum(count: step.int("n_mfcc")!)
    case "librosa.feature.melspectrogram":
      addFraming(step)
      power = Power(rawValue: step.int("power")!)!
      frequency = .mel(
        MelScale(
          bands: step.int("n_mels")!, minimumFrequency: step.number("fmin")!,
          maximumFrequency: step.number("fmax"), formula: step.isTrue("htk") ? .htk : .slaney,
          norm: step.text("norm") == "slaney" ? .slaney : .none))
    case "librosa.stft": addFraming(step)
    case "numpy.abs(x)**power": power = Power(rawValue: step.int("power")!)!
    case "librosa.power_to_db", "librosa.amplitude_to_db":
      scaling = .decibels(
        Decibels(
          reference: step.text("ref") == "max" ? .maximum : .one, floor: step.number("amin")!,
          dynamicRange: step.number("top_db")))
    case "librosa.feature.mfcc(S=)":
      cepstrum = Cepstrum(count: step.int("n_mfcc")!, lifter: step.number("lifter")!)
    case "librosa.feature.delta":
      deltas = Deltas(width: step.int("width")!, includesSecond: step.int("order") == 2)
    case "numpy.log(x+offset)": scaling = .logarithm(offset: step.number("offset")!)
    case "numpy.multiply": scaling = .pcen(PCEN(scale: step.number("factor")!))
    case "librosa.pcen":
      var scale = 1.0
      if case .pcen(let before) = scaling { scale = before.scale }
      scaling = .pcen(
        PCEN(
          scale: scale, gain: step.number("gain")!, bias: step.number("bias")!,
          exponent: step.number("power")!, timeConstant: step.number("time_constant")!,
          epsilon: step.number("eps")!))
    case "torchlibrosa.stft.Spectrogram+LogmelFilterBank": self = .panns
    case "vggish_front.vggish_examples": self = .vggish
    case "efficientat_front.efficientat_spectrogram": self = .efficientat
    case "torch.nn.functional.interpolate":
      let extent = step.parameters["size"] as! [Int]
      size = ImageSize(
        height: extent[0], width: extent[1], isAntialiased: step.isTrue("antialias"))
    case "numpy.mean", "soxr.resample", "librosa.util.fix_length": break
    default: preconditionFailure("no setting for \(step.function)")
    }
  }

  private mutating func addTorchaudio(_ step: ReferenceCase.Step) {
    fftSize = step.int("n_fft")!
    windowLength = step.int("win_length")
    hopLength = step.int("hop_length")!
    window = WindowShape(
      WindowShape.Kind(rawValue: step.text("window_fn")!)!,
      isSymmetric: !step.step("wkwargs").isTrue("periodic"))
    framing =
      step.isTrue("center")
      ? .centred(SignalPadding(rawValue: step.text("pad_mode")!)!) : .within
    power = Power(rawValue: step.int("power")!)!
    normalized = step.isTrue("normalized")
    frequency = .mel(
      MelScale(
        bands: step.int("n_mels")!, minimumFrequency: step.number("f_min")!,
        maximumFrequency: step.number("f_max"),
        formula: MelScale.Formula(rawValue: step.text("mel_scale")!)!,
        norm: step.text("norm") == "slaney" ? .slaney : .none))
  }

  private mutating func addFraming(_ step: ReferenceCase.Step) {
    precision = .double
    fftSize = step.int("n_fft")!
    windowLength = step.int("win_length")
    hopLength = step.int("hop_length")!
    window = WindowShape(WindowShape.Kind(rawValue: step.text("window")!)!)
    framing =
      step.isTrue("center")
      ? .centred(SignalPadding(rawValue: step.text("pad_mode")!)!) : .within
  }
}
