import Explaining
import Testing

@Suite struct ImageChangeTests {
  private func changed(_ change: ImageChange, name: String = "a.wav") -> [Float] {
    var values: [Float] = [1, 2, 3, 4, 11, 12, 13, 14]
    var span = values.mutableSpan
    change.apply(to: &span, bands: 2, secondFrames: 3, name: name)
    return values
  }

  @Test func doesWhatItSays() {
    #expect(changed(.framesReversed) == [4, 3, 2, 1, 14, 13, 12, 11])
    #expect(changed(.bandsUpsideDown) == [11, 12, 13, 14, 1, 2, 3, 4])
    #expect(changed(.firstSecond) == [1, 2, 3, 1, 11, 12, 13, 11])
  }

  @Test func aClipIsShuffledAlikeEachTimeInAllBands() {
    let names = (0..<20).map { "\($0).wav" }
    let orders = names.map { changed(.framesShuffled, name: $0) }
    #expect(orders == names.map { changed(.framesShuffled, name: $0) })
    #expect(Set(orders).count > 5)
    for order in orders {
      #expect(order.prefix(4).sorted() == [1, 2, 3, 4])
      #expect(order.suffix(4).map { $0 - 10 } == Array(order.prefix(4)))
    }
  }
}
