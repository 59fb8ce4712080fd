import Foundation
import Glibc
import TestSupport
import Testing

/// What networks go by, and the map, as pages have them.
@Suite(.serialized) struct ServedExplanationTests {
  private let data: SmallDataSet
  private let project: Project
  private let served: Served

  init() throws {
    data = try SmallDataSet()
    project = Project(data)
    try #require(project.runAll().status == 0)
    served = try Served(project)
  }

  /// Pictures in a page, as PNG.
  private func pictures(_ page: String) -> [Data] {
    page.matches(of: #/href="data:image/png;base64,([^"]*)"/#).compactMap {
      Data(base64Encoded: String($0.output.1))
    }
  }

  private func send(_ file: String, _ query: String) throws -> Answered {
    let sound = try Data(contentsOf: URL(fileURLWithPath: file))
    let line = try Served.Line(served.port)
    line.send(
      served.request(
        "POST", "/listen?\(query)",
        ["Origin: \(served.address)", "Content-Length: \(sound.count)"]))
    line.send(Array(sound))
    return Answered(line.rest())
  }

  @Test func aClipsPageSaysWhatTheNetworkGoesBy() throws {
    // One that was found has one picture, one that was not has two.
    for (isRight, count) in [(1, 1), (0, 2)] {
      let found = try project.query(
        """
        SELECT clip.id FROM all_predictions JOIN clip ON clip.name = all_predictions.clip
        WHERE (all_predictions.label = all_predictions.predicted) = \(isRight)
        AND network = 'cnn4' LIMIT 1
        """)
      guard let clip = found.first else { continue }
      let path = "/clips/\(clip)/explanation"
      #expect(try served.get("/clips/\(clip)").text.contains("href=\"\(path)\""))
      let answer = try served.get(path)
      #expect(answer.status == 200, "\(answer)")
      #expect(pictures(answer.text).count == count)
      #expect(pictures(answer.text).allSatisfy { $0.starts(with: [0x89, 0x50, 0x4E, 0x47]) })
      #expect(answer.text.contains("When bands are covered") && answer.text.contains("<audio"))
      let tag = try #require(answer.header("etag"))
      #expect(try served.get(path, ["If-None-Match: \(tag)"]).status == 304)
    }
    #expect(try served.get("/clips/99999/explanation").status == 404)
  }

  @Test func aCheckpointThatIsGoneIsASentence() throws {
    let clip = try #require(
      project.query(
        "SELECT clip.id FROM predictions JOIN clip ON clip.name = predictions.clip LIMIT 1"
      ).first)
    for name in try FileManager.default.subpathsOfDirectory(atPath: project.cache)
    where name.hasSuffix(".safetensors") {
      try FileManager.default.removeItem(atPath: "\(project.cache)/\(name)")
    }
    let answer = try served.get("/clips/\(clip)/explanation")
    #expect(answer.status == 404, "\(answer)")
    #expect(answer.text.contains("soundmark train"), "\(answer)")
    #expect(try served.get("/clips/\(clip)").status == 200)
  }

  @Test func aDroppedFileIsExplainedAsAWholeAndByEvent() throws {
    let file = "\(data.folder)/audio/\(data.rows[0].path)"
    let whole = try send(file, "name=a.wav")
    // The sound, and over it what is gone by.
    #expect(pictures(whole.text).count == 2, "\(whole)")
    #expect(
      whole.text.contains("id=\"explained\"") && whole.text.contains("When times are covered"))
    let label = try #require(whole.text.firstMatch(of: #/<h2>a.wav: ([^<]*)</h2>/#)?.output.1)
    let event = try send(file, "name=a.wav&class=\(label)&from=0.1&to=0.2")
    #expect(pictures(event.text).count == 1, "\(event)")
    #expect(!event.text.contains("<h2"))
    // What is no event of it is answered all the same.
    for query in [
      "class=\(label)&from=1e300&to=2e300", "class=none&from=0&to=1", "class=\(label)&from=1&to=0",
      "class=\(label)&from=nan&to=inf", "class=%3Cscript%3E&from=0&to=99999",
    ] {
      let answer = try send(file, "name=a.wav&\(query)")
      #expect(answer.status == 200 && !answer.text.contains("<script>"), "\(query): \(answer)")
    }
    #expect(try served.get("/").status == 200)
  }

  @Test func whereTheModelKnowsItSaysHowSureItIs() throws {
    var other = project
    other.flags = ["--set", "training.validation=recordings"]
    try #require(other.runAll().status == 0)
    let served = try Served(other)
    let clip = try #require(
      other.query(
        """
        SELECT clip.id FROM predictions JOIN clip ON clip.name = predictions.clip
        JOIN run ON run.id = predictions.run WHERE run.network = 'cnn4' LIMIT 1
        """
      ).first)
    let answer = try served.get("/clips/\(clip)/explanation")
    #expect(answer.text.contains("at 90 % confidence"), "\(answer)")
  }

  @Test func theMapHasEveryClipThatWasTestedOrSaysWhatMakesIt() throws {
    let empty = try served.get("/map")
    #expect(empty.status == 200 && empty.text.contains("soundmark explain"), "\(empty)")
    try #require(project.runAll(["explain"]).status == 0)
    let page = try served.get("/map")
    let address = try #require(page.text.firstMatch(of: #/data-points="([^"]*)"/#)?.output.1)
    let answer = try served.get(String(address))
    #expect(answer.header("content-type") == "application/json")
    let points = try #require(
      JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
    let run = try #require(address.split(separator: "=").last)
    let expected = try project.query(
      """
      SELECT clip.id || ' ' || map.clip || ' ' || map.label || ' ' || map.predicted FROM map
      JOIN clip ON clip.name = map.clip WHERE divergence = (SELECT divergence FROM map WHERE run = \(run))
      """)
    let classes = try #require(points["classes"] as? [String])
    let (names, ids) = (points["name"] as? [String] ?? [], points["id"] as? [Int] ?? [])
    let (labels, predicted) = (
      points["label"] as? [Int] ?? [], points["predicted"] as? [Int] ?? []
    )
    let found = names.indices.map {
      "\(ids[$0]) \(names[$0]) \(classes[labels[$0]]) \(classes[predicted[$0]])"
    }
    #expect(Set(found) == Set(expected) && found.count == expected.count)
    for axis in ["x", "y"] {
      let places = try #require(points[axis] as? [Double])
      #expect(places.count == names.count && places.allSatisfy { (0...1).contains($0) })
    }
    let tag = try #require(answer.header("etag"))
    #expect(try served.get(String(address), ["If-None-Match: \(tag)"]).status == 304)
  }
}
