import Scoring
import Testing

@Suite struct RecordingBootstrapTests {
  /// Clips of two classes; of every three, the third is taken for the other class.
  private func outcomes(
    recordings: Int, clipsEach: Int, folds: Int = 1
  ) -> [RecordingBootstrap.Outcome] {
    (0..<recordings).flatMap { recording in
      (0..<clipsEach).map { _ -> RecordingBootstrap.Outcome in
        let truth = recording % 2
        return .init(
          fold: recording / 2 % folds, truth: truth,
          predicted: recording % 3 == 2 ? 1 - truth : truth,
          recording: "\(recording)")
      }
    }
  }

  /// Where each clip is a recording of its own, as Wilson's interval says.
  @Test func agreesWithWilsonOnIndependentClips() throws {
    let bootstrap = try #require(
      RecordingBootstrap(outcomes(recordings: 300, clipsEach: 1), classCount: 2))
    let figure = try #require(bootstrap.overall["accuracy"])
    let wilson = ConfidenceInterval.wilson(200, of: 300)
    #expect(abs(figure.value - 2.0 / 3) < 1e-12)
    let interval = try #require(figure.interval)
    #expect(abs(interval.lower - wilson.lower) < 0.01)
    #expect(abs(interval.upper - wilson.upper) < 0.01)
    #expect(bootstrap.recordingCount == 300)
  }

  @Test func slicesOfARecordingAreNoFurtherEvidence() throws {
    let alone = try #require(
      RecordingBootstrap(outcomes(recordings: 60, clipsEach: 1), classCount: 2))
    let sliced = try #require(
      RecordingBootstrap(outcomes(recordings: 60, clipsEach: 10), classCount: 2))
    #expect(sliced.overall["accuracy"] == alone.overall["accuracy"])
  }

  /// The mean of folds of unequal size is not the accuracy over clips.
  @Test func overFoldsIsTheirMean() throws {
    let clips: [RecordingBootstrap.Outcome] = [
      .init(fold: 1, truth: 0, predicted: 0, recording: "a"),
      .init(fold: 2, truth: 0, predicted: 1, recording: "b"),
      .init(fold: 2, truth: 0, predicted: 1, recording: "b"),
      .init(fold: 2, truth: 1, predicted: 1, recording: "c"),
    ]
    let bootstrap = try #require(RecordingBootstrap(clips, classCount: 3))
    #expect(abs(bootstrap.overall["accuracy"]!.value - 2.0 / 3) < 1e-12)
    #expect(bootstrap.folds[1]?.value == 1)
    #expect(bootstrap.folds[1]?.interval?.lower == 1)
    #expect(bootstrap.classes[0]["recall"]?.value == 1.0 / 3)
    // Neither in the truth nor among the predictions.
    #expect(bootstrap.classes[2]["recall"]?.interval == nil)
    #expect(bootstrap.classes[2]["precision"]?.interval == nil)
    #expect(RecordingBootstrap([], classCount: 3) == nil)
  }

  /// Recordings of two clips each, one in the foreground and one behind others.
  @Test func ofASalienceIsOfItsClipsAloneWithTheirRecordings() throws {
    let clips = (0..<90).flatMap { recording in
      [1, 2].map { salience -> RecordingBootstrap.Outcome in
        let isRight = salience == 1 ? recording % 10 != 0 : recording % 2 == 0
        return .init(
          fold: recording % 3, truth: 0, predicted: isRight ? 0 : 1, recording: "\(recording)",
          salience: salience)
      }
    }
    let bootstrap = try #require(RecordingBootstrap(clips, classCount: 2))
    #expect(bootstrap.saliences.keys.sorted() == [1, 2])
    for (salience, right) in [(1, 81), (2, 45)] {
      let figure = try #require(bootstrap.saliences[salience])
      #expect(abs(figure.value - Double(right) / 90) < 1e-12)
      let wilson = ConfidenceInterval.wilson(right, of: 90)
      let interval = try #require(figure.interval)
      #expect(abs(interval.lower - wilson.lower) < 0.03)
      #expect(abs(interval.upper - wilson.upper) < 0.03)
    }
    // Another column of the metadata changes no other figure.
    let without = RecordingBootstrap(
      clips.map {
        .init(fold: $0.fold, truth: $0.truth, predicted: $0.predicted, recording: $0.recording)
      }, classCount: 2)
    #expect(without?.overall == bootstrap.overall && without?.saliences.isEmpty == true)
  }
}
