import Cache
import Manifest
import Pipeline
import Testing

@Suite struct ArtefactKindTests {
  /// A kind whose ending the cache does not know would stop whoever asks for its file.
  @Test(arguments: ArtefactKind.allCases)
  func everyKindHasAFile(kind: ArtefactKind) {
    #expect(kind.file.rawValue == kind.traits.ending)
  }

  @Test func whatCanBeMadeAgainGoesInItsTurn() {
    #expect(ArtefactKind.evictable == [.waveform, .preview, .tensor, .embedding])
  }
}
