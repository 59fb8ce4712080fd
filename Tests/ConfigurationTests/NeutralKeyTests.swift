import Configuration
import Testing

/// A key that came later stays out of all that was keyed before it.
@Suite struct NeutralKeyTests {
  private func read(_ overrides: [String] = []) throws -> PipelineConfiguration {
    try PipelineConfiguration(text: Array("{}".utf8), path: "p.json", overrides: overrides)
  }

  @Test(arguments: Parameter.neutral)
  func theNeutralValueIsTheDefaultAndIsNotWritten(parameter: Parameter) throws {
    let defaults = try read()
    let said = try read(["\(parameter.key)=\(parameter.value)"])
    #expect(said == defaults)
    #expect(!said.parameters.contains { $0.key == parameter.key })
    let name = parameter.key.split(separator: ".").last!
    #expect(!said.canonicalText.contains("\"\(name)\":\(parameter.value)"))
  }

  @Test func whatNoKeyMeansHasNoNeutralValue() {
    #expect(Parameter.neutralValue(of: "segment.seconds") == nil)
    #expect(Parameter.neutralValue(of: "no.key") == nil)
  }
}
