import TensorFiles
import Testing

@Suite struct SummedChannelsTests {
  private let weights: SummedChannels

  init() {
    var file = SafetensorsFile()
    file.insert(
      .init(shape: [2, 3, 1, 2], floats: [1, 2, 10, 20, 100, 200, 3, 4, 30, 40, 300, 400]), as: "c")
    file.insert(.init(shape: [3], floats: [1, 2, 3]), as: "b")
    weights = SummedChannels(file)
  }

  @Test func oneChannelIsTheSumOfThree() throws {
    #expect(try weights.floats(named: "c", shape: [2, 1, 1, 2]) == [111, 222, 333, 444])
  }

  @Test func allElseIsAsItIs() throws {
    #expect(try weights.floats(named: "c", shape: [2, 3, 1, 2]).count == 12)
    #expect(try weights.tensor(named: "c").shape == [2, 3, 1, 2])
    #expect(try weights.floats(named: "b", shape: [3]) == [1, 2, 3])
    #expect(weights.names == ["b", "c"])
    expectError("of shape [2, 3, 1, 2], expected [2, 1, 2, 2]", naming: "'c'") {
      _ = try weights.tensor(named: "c", shape: [2, 1, 2, 2])
    }
    expectError("of shape [3], expected [1]", naming: "'b'") {
      _ = try weights.tensor(named: "b", shape: [1])
    }
  }
}
