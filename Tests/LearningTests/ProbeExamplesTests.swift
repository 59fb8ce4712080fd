import Learning
import TensorFiles
import Testing

/// What a probe has learned from, in its file.
@Suite struct ProbeExamplesTests {
  private func examples(isMultiLabel: Bool = false) -> ProbeExamples {
    var examples = ProbeExamples(features: 2, isMultiLabel: isMultiLabel)
    examples.add(
      .init(digest: "b", recording: "two\tlines\nlong", labels: ["wren"], embeddings: [3, 4]))
    examples.add(.init(digest: "a", recording: "one", labels: ["owl"], embeddings: [1, 2, 5, 6]))
    return examples
  }

  @Test func areReadAsTheyWereWritten() throws {
    var file = SafetensorsFile()
    examples().insert(into: &file)
    let read = try #require(try ProbeExamples(SafetensorsFile(bytes: file.encoded())))
    #expect(read.sounds == examples().sounds)
    #expect(read.classes == ["owl", "wren"])
    #expect(read.features == 2 && !read.isMultiLabel)
    #expect(try ProbeExamples(SafetensorsFile()) == nil)
  }

  @Test func whatIsSaidLastOfASoundCounts() {
    var examples = examples()
    examples.add(.init(digest: "a", recording: "one", labels: ["wren"], embeddings: [1, 2, 5, 6]))
    #expect(examples.sounds.count == 2 && examples.classes == ["wren"])
  }

  @Test func aSoundMayHaveSeveralLabelsOrNone() throws {
    var examples = examples(isMultiLabel: true)
    examples.add(.init(digest: "c", recording: "c", labels: [], embeddings: [0, 0]))
    examples.add(.init(digest: "d", recording: "d", labels: ["wren", "owl"], embeddings: [0, 1]))
    var file = SafetensorsFile()
    file.metadata["probabilities"] = "independent"
    examples.insert(into: &file)
    let read = try #require(try ProbeExamples(file))
    #expect(read.sounds == examples.sounds && read.isMultiLabel)
  }

  @Test(arguments: [
    "a\t1\tone", "a\t1\tone\towl\twren", "a\t3\tone\towl\nb\t1\ttwo\twren", "a\t2\tone\towl",
    "a\t0\tone\towl\nb\t3\ttwo\twren", "a\tx\tone\towl",
  ])
  func aListThatDoesNotFitIsRefused(list: String) {
    var file = SafetensorsFile()
    examples().insert(into: &file)
    file.metadata["examples"] = list
    #expect(throws: CheckpointError.examples) { try ProbeExamples(file) }
  }
}
