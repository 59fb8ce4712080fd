import Audio
import Cache
import Configuration
import DataStages
import Foundation
import ModelStages
import Pipeline
import Spectrogram
import TensorFiles
import TestSupport
import Testing

@Suite(.serialized) struct FrontEndTests {
  /// Changes that leave every byte as it is, so that a run trained before is not trained again, but
  /// whose tests have to be made anew.
  @Test func aModelBehindAnotherFrontEndIsRefused() throws {
    let data = try SmallDataSet()
    try data.runAll()
    data.overrides = ["segment.channels=first", "evaluation.precision=bfloat16"]
    #expect(try data.run(IngestStage()) == 0)
    _ = try data.run(SegmentStage())
    _ = try data.run(RenderStage())
    #expect(try data.run(TrainStage(folds: FoldSelection())) == 0)
    let error = #expect(throws: FrontEndMismatch.self) {
      try data.run(EvaluateStage(folds: FoldSelection()))
    }
    #expect(error?.description.contains(#"segment.channels "mean""#) == true)
    #expect(error?.description.contains(#"this configuration has "first""#) == true)
  }

  @Test func weightsTrainedBehindAnotherFrontEndAreRefused() throws {
    let data = try SmallDataSet()
    try data.runAll()
    let path = try data.query("SELECT checkpoint FROM runs WHERE network = 'cnn4'")[0]
    data.overrides = ["training.weights=\(data.cache)/\(path)", "spectrogram.hopLength=64"]
    _ = try data.run(RenderStage())
    let error = #expect(throws: FrontEndMismatch.self) {
      try data.run(TrainStage(folds: FoldSelection()))
    }
    #expect(error?.description.contains("spectrogram.hopLength 128") == true)
  }

  @Test func aCheckpointCarriesTheHash() throws {
    let data = try SmallDataSet()
    try data.runAll()
    let context = try data.context()
    let runs = try context.manifest.runs(of: context.rows.id)
    for run in runs {
      let object = try #require(run.checkpoint).object
      let file = try SafetensorsFile(
        contentsOf: context.store.absolutePath(of: object, .checkpoint))
      #expect(file.metadata["front_end"] == FrontEndCard(context.configuration).hash)
      #expect(file.metadata["libraries"]?.contains("libsndfile") == true)
    }
    #expect(runs.count == 9)
  }

  @Test func aScalingOfItsOwnReplacesStandardisation() throws {
    let data = try SmallDataSet()
    data.overrides = ["spectrogram.affine.mean=-40", "spectrogram.affine.deviation=20"]
    try data.runAll()
    let path = try data.query("SELECT checkpoint FROM runs WHERE network = 'cnn4'")[0]
    let file = try SafetensorsFile(contentsOf: "\(data.cache)/\(path)")
    #expect(try file.floats(named: "input.mean") == [0])
    #expect(try file.floats(named: "input.standard_deviation") == [1])
  }

  @Test func torchaudiosDefaultIsACallOfTorchaudio() {
    let program = PythonFrontEnd(SegmentSettings(), .torchaudio)
    #expect(
      program
        == .program(
          """
          import math, librosa, numpy as np, soundfile, torch, torchaudio
          y, _ = librosa.load("clip.wav", sr=22050, res_type="soxr_hq")
          y = librosa.util.fix_length(y, size=88200)
          x = torchaudio.transforms.MelSpectrogram(sample_rate=22050, n_fft=1024, win_length=1024, \
          hop_length=512, window_fn=torch.hann_window, wkwargs={"periodic": True}, power=2.0, \
          normalized=False, center=True, pad_mode="reflect", n_mels=128, f_min=0.0, f_max=11025.0, \
          mel_scale="htk", norm=None)(torch.from_numpy(y))
          x = torchaudio.functional.amplitude_to_DB(x, multiplier=10.0, amin=1e-10, \
          db_multiplier=0.0, top_db=None)
          x = x.numpy()

          """))
  }

  @Test func librosasDefaultIsACallOfLibrosa() {
    let program = PythonFrontEnd(SegmentSettings(), .librosa)
    #expect(
      program
        == .program(
          """
          import librosa, numpy as np, soundfile
          y, _ = librosa.load("clip.wav", sr=22050, res_type="soxr_hq")
          y = librosa.util.fix_length(y, size=88200)
          x = librosa.feature.melspectrogram(y=y, sr=22050, n_fft=2048, hop_length=512, \
          win_length=2048, window="hann", center=True, pad_mode="constant", power=2.0, n_mels=128, \
          fmin=0.0, fmax=11025.0, htk=False, norm="slaney")
          x = librosa.power_to_db(x, ref=np.max, amin=1e-10, top_db=80.0)

          """))
  }

  /// The triangles that torchaudio has not are made beside it.
  @Test func efficientatsIsTorchaudioAndFiltersOfItsOwn() {
    guard case .program(let program) = PythonFrontEnd(.efficientat, .efficientat) else {
      Issue.record("there is a program")
      return
    }
    let steps = [
      "y = y[1:] - np.float32(0.97) * y[:-1]", "edges = np.linspace(mel(0.0), mel(15000.0), 130)",
      "win_length=800, hop_length=320, window_fn=torch.hann_window, wkwargs={\"periodic\": False}",
      "x = torch.from_numpy(filters.astype(np.float32)) @ x", "x = torch.log(x + 1e-05).numpy()",
      "x = (x - -4.5) / 5.0",
    ]
    let places = steps.compactMap { program.range(of: $0)?.lowerBound }
    #expect(places.count == steps.count && places == places.sorted())
  }

  @Test func whatNeitherLibraryHasIsSaid() {
    guard case .none(let reason) = PythonFrontEnd(SegmentSettings(), .vggish) else {
      Issue.record("VGGish's framing is in neither library")
      return
    }
    #expect(reason.contains("mel_features.py"))
  }
}
