import Configuration
import Testing

@Suite struct FrontEndCardTests {
  private func card(_ overrides: String...) throws -> FrontEndCard {
    FrontEndCard(
      try PipelineConfiguration(
        text: Array("{}".utf8), path: "pipeline.json", overrides: overrides))
  }

  /// Ways to say the same thing, and what decides which windows there are but not what is in one.
  @Test(arguments: [
    "spectrogram.windowLength=1024", "spectrogram.maximumFrequency=11025",
    "segment.hopSeconds=2", "segment.minimumSeconds=1", "frontEnd=torchaudio",
    "spectrogram.offset=0.5", "preview.colormap=magma", "training.seed=3",
  ])
  func theSameMeaningHasTheSameHash(_ override: String) throws {
    #expect(try card(override).hash == card().hash)
    #expect(try card(override).difference(from: card()) == nil)
  }

  @Test(arguments: [
    ("spectrogram.hopLength=256", "spectrogram.hopLength", "256", "512"),
    ("segment.sampleRate=16000", "segment.sampleRate", "16000", "22050"),
    ("segment.padding=repeat", "segment.padding", #""repeat""#, #""zero""#),
  ])
  func anotherMeaningIsNamed(_ override: String, key: String, value: String, other: String) throws {
    #expect(try card(override).hash != card().hash)
    #expect(
      try card(override).difference(from: card())
        == FrontEndDifference(key: key, value: value, other: other))
  }

  @Test func aKeyThatOneDoesNotUseIsNamed() throws {
    let difference = try card("spectrogram.scaling=logarithm").difference(from: card())
    #expect(
      difference == FrontEndDifference(key: "spectrogram.dynamicRange", value: nil, other: "null"))
  }

  @Test func itsTextGivesTheCardAgain() throws {
    let card = try card("spectrogram.melBands=40")
    #expect(FrontEndCard(text: card.text) == card)
  }

  /// A hash that changes by accident refuses every model.
  @Test func theDefaultsHashStays() throws {
    #expect(
      try card().hash == "3a8df7070fcfda436e8d8f2bc0bf799566800fe573dec9f25a9236bbcbda4f69")
  }
}
