import Engine
import Testing

@Suite struct ConvolutionRuleTests {
  private let rule = ConvolutionRule.committed

  private func shape(
    _ inputs: Int, _ outputs: Int, _ height: Int, _ width: Int, kernel: Int = 3, stride: Int = 1
  ) -> ConvolutionShape {
    ConvolutionShape(
      batch: 32, inputs: inputs, outputs: outputs, height: height, width: width, kernel: kernel,
      stride: stride)
  }

  @Test(
    .enabled(if: Machine.current.lanes == 16, "needs AVX-512"),
    .enabled(if: Machine.current.libraryHasWinograd, "needs oneDNN 2"))
  func measuredShapesGoByTheTableAndOthersByChannels() {
    let first = shape(32, 32, 128, 173)
    #expect(rule.algorithm(for: first, pass: .forward, precision: .float32) == .winograd)
    #expect(rule.algorithm(for: first, pass: .backwardWeights, precision: .float32) == .direct)
    let unmeasured = shape(48, 48, 31, 41)
    #expect(
      rule.algorithm(for: unmeasured, pass: .backwardWeights, precision: .float32) == .winograd)
    let narrow = shape(8, 16, 31, 41)
    #expect(rule.algorithm(for: narrow, pass: .backwardWeights, precision: .float32) == .direct)
    #expect(rule.algorithm(for: narrow, pass: .backwardData, precision: .float32) == .winograd)
    let tiny = shape(512, 512, 4, 6)
    #expect(rule.algorithm(for: tiny, pass: .backwardWeights, precision: .float32) == .direct)
    #expect(rule.algorithm(for: tiny, pass: .forward, precision: .float32) == .winograd)
  }

  @Test func whereWinogradIsNotDefinedItIsNotChosen() {
    for pass in ConvolutionPass.allCases {
      let strided = shape(64, 128, 32, 44, stride: 2)
      let pointwise = shape(64, 128, 32, 44, kernel: 1)
      let half = shape(64, 64, 64, 86)
      #expect(rule.algorithm(for: strided, pass: pass, precision: .float32) == .direct)
      #expect(rule.algorithm(for: pointwise, pass: pass, precision: .float32) == .direct)
      #expect(rule.algorithm(for: half, pass: pass, precision: .bfloat16) == .direct)
    }
  }

  /// A run's key holds it: who changes the table changes this line too, knowing that every run will
  /// be trained anew.
  @Test func theVersionIsTheTables() {
    #expect(rule.version == (Machine.current.libraryHasWinograd ? "3-500a4473" : "always-direct"))
  }
}
