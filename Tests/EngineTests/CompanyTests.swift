import Engine
import Networks
import Numerics
import Testing

/// A clip's logits have the same bits alone and among others.
@Suite struct CompanyTests {
  @Test(arguments: [NetworkDescription.Name.crnn, .crnnAttention, .transformer], [35, 64])
  func aClipIsTheSameInAnyCompany(name: NetworkDescription.Name, frames: Int) throws {
    let (clips, bands) = (5, 32)
    let clip = bands * frames
    var stream = Philox(seed: 6, purpose: "clips")
    let input = (0..<clips * clip).map { _ in Float(stream.normal()) }
    let team = Team(threads: 2)
    try team.lead {
      func logits(_ values: ArraySlice<Float>) throws -> [Float] {
        let plan = try InferencePlan(
          layers: NetworkDescription(name, width: 4).layers(classes: 3),
          batch: values.count / clip, bands: bands, frames: frames, rule: .always(.direct),
          team: team
        ) { name, shape in
          let number = name.utf8.reduce(0) { ($0 * 31 + Int($1)) & 0xFFFF }
          var stream = Philox(seed: 7, purpose: "weights", clip: number)
          let count = shape.reduce(1, *)
          return (0..<count).map { _ in
            let value = Float(stream.normal()) * 0.3
            return name.hasSuffix("running_var") ? value.magnitude + 0.1 : value
          }
        }
        return try plan.logits(input: Array(values).span)
      }
      let together = try logits(input[...])
      #expect(Set(together).count > clips)
      for number in 0..<clips {
        let alone = try logits(input[number * clip..<(number + 1) * clip])
        #expect(alone == Array(together[number * 3..<(number + 1) * 3]))
      }
    }
  }
}
