import DataStages
import Foundation
import ModelStages
import Pipeline
import TestSupport
import Testing

/// Sounds that are none of the classes: `evaluate --unknown`.
@Suite(.serialized) struct UnknownTests {
  private let data: SmallDataSet

  init() throws {
    data = try .probing()
    try data.runAll()
  }

  private func evaluate(unknown: [String]) throws -> Int {
    try data.run(EvaluateStage(folds: FoldSelection(), unknown: unknown))
  }

  private func refusal(_ unknown: [String]) -> String {
    do {
      _ = try evaluate(unknown: unknown)
      return ""
    } catch { return "\(error)" }
  }

  private let view = """
    SELECT fold || ' ' || kind || ' ' || unknown || ' ' || promised || ' ' || sounds
    FROM unknown_sounds ORDER BY unknown, fold, promised
    """

  private func shares() throws -> [String] {
    try data.query(
      "SELECT * FROM unknown_sounds WHERE NOT (caught BETWEEN 0 AND 1 AND known_rejected BETWEEN 0 AND 1 AND auroc BETWEEN 0 AND 1)"
    )
  }

  /// The class's test clips of each fold, once, beside what is known of the others.
  @Test func aClassIsHeldOut() throws {
    let before = try data.query("SELECT count(*) FROM predictions")
    #expect(try evaluate(unknown: ["siren"]) == 2)
    #expect(try evaluate(unknown: ["siren"]) == 0)
    let sirens = [1, 2].map { fold in
      data.rows.count { $0.fold == fold && $0.label == 1 }
    }
    #expect(
      try data.query(view)
        == (1...2).flatMap { fold in
          ["0.05", "0.1"].map { "\(fold) class siren \($0) \(sirens[fold - 1])" }
        })
    #expect(try shares().isEmpty)
    // What is promised of known sounds stays, and so do predictions.
    #expect(try data.query("SELECT count(*) FROM predictions") == before)
    #expect(try data.query("SELECT count(*) FROM rejections") == ["4"])
    #expect(try data.runAll() == Counts())
  }

  /// Each file a recording; other sounds in it, and it is asked again.
  @Test func aFolderIsAsked() throws {
    try FileManager.default.createDirectory(
      atPath: "\(data.folder)/others", withIntermediateDirectories: true)
    for name in ["one", "two"] {
      let samples = (0..<8_000).map { Float(sin(Double($0 * $0) * (name == "one" ? 1e-5 : 3e-5))) }
      try data.files.write(samples, to: "others/\(name).wav", as: SoundFormat(rate: 8000))
    }
    try data.files.write(Array("no sound".utf8), to: "others/broken.wav")
    let folder = "\(data.folder)/others"
    #expect(try evaluate(unknown: [folder]) == 2)
    #expect(try evaluate(unknown: [folder]) == 0)
    #expect(
      try data.query(view)
        == (1...2).flatMap { fold in ["0.05", "0.1"].map { "\(fold) folder \(folder) \($0) 2" } })
    #expect(try shares().isEmpty)
    try FileManager.default.removeItem(atPath: "\(folder)/two.wav")
    #expect(try evaluate(unknown: [folder, "siren"]) == 4)
  }

  @Test func whatIsNeitherIsRefused() throws {
    let neither = refusal(["whale"])
    #expect(neither.contains("neither a class (dog_bark, siren) nor a folder"), "\(neither)")
    let all = refusal(["siren", "dog_bark"])
    #expect(all.contains("expected one at least to be left"), "\(all)")
    let empty = "\(data.folder)/empty"
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    #expect(refusal([empty]).contains("no sound file in it"))
  }

  /// It has learned from the class, and without recordings kept back it knows no distances.
  @Test func aTrainedNetworkIsRefused() throws {
    data.overrides = ["training.epochs=1"]
    try data.runAll()
    let learned = refusal(["siren"])
    #expect(learned.contains("the network has learned from them"), "\(learned)")
    #expect(learned.contains("--unknown FOLDER"))
    let silent = refusal(["\(data.folder)/audio"])
    #expect(silent.contains("training.validation \"recordings\""), "\(silent)")
    data.overrides.append("training.validation=recordings")
    try data.runAll()
    #expect(try evaluate(unknown: ["\(data.folder)/audio"]) == 2)
  }
}
