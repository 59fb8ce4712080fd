import Configuration
import Foundation
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
    var written: Any? = try JSONSerialization.jsonObject(with: Data(said.canonicalText.utf8))
    for name in parameter.key.split(separator: ".") {
      written = (written as? [String: Any])?[String(name)]
    }
    #expect(written == nil)
  }

  @Test func whatNoKeyMeansHasNoNeutralValue() {
    #expect(Parameter.neutralValue(of: "segment.seconds") == nil)
    #expect(Parameter.neutralValue(of: "no.key") == nil)
  }
}
