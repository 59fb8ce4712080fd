import Foundation
import Glibc
import TestSupport
import Testing

/// Pages as other programs on this machine may ask for them: as they are, wrongly, slowly, and too much at once.
@Suite(.serialized) struct ServeTests {
  private let hostile: HostileProject
  private let served: Served

  init() throws {
    hostile = try HostileProject()
    try #require(hostile.runAll().status == 0)
    served = try Served(hostile.project)
  }

  private func query(_ sql: String) throws -> [String] { try hostile.project.query(sql) }

  private func clip(_ number: Int = 0) throws -> String {
    try query("SELECT id FROM clip ORDER BY position")[number]
  }

  @Test func everyPageIsThereAndNamesInItAreText() throws {
    let clip = try clip()
    let experiment = try query("SELECT experiment FROM leaderboard")[0]
    let others = try query("SELECT experiment FROM leaderboard").last!
    for path in [
      "/", "/clips", "/clips?outcome=wrong&order=confidence", "/clips/\(clip)", "/review",
      "/clips/\(clip)/explanation", "/map", "/review?queue=all", "/listen",
      "/training",
      "/reports/\(experiment)",
      "/compare?a=\(experiment)&b=\(others)", "/style.css", "/script.js",
    ] {
      let answer = try served.get(path)
      #expect(answer.status == 200, "\(path): \(answer)")
      #expect(!answer.text.contains("<img"), "\(path)")
      #expect(answer.header("content-security-policy")?.contains("script-src 'self'") == true)
      let tag = try #require(answer.header("etag"))
      #expect(try served.get(path, ["If-None-Match: \(tag)"]).status == 304, "\(path)")
    }
    #expect(try served.get("/clips/\(clip)").text.contains("&lt;img src=x onerror=alert(1)&gt;"))
    #expect(try served.get("/clips/\(clip)/spectrogram.png").body.starts(with: [0x89, 0x50]))
  }

  @Test func soundsComeWholeAndInParts() throws {
    let path = "/clips/\(try clip())/sound"
    let whole = try served.get(path)
    #expect(whole.status == 200)
    #expect(whole.header("accept-ranges") == "bytes")
    #expect(whole.body.starts(with: Array("RIFF".utf8)))
    let part = try served.get(path, ["Range: bytes=4-7"])
    #expect(part.status == 206)
    #expect(part.body == Array(whole.body[4..<8]))
    #expect(part.header("content-range") == "bytes 4-7/\(whole.body.count)")
    #expect(try served.get(path, ["Range: bytes=-5"]).body == Array(whole.body.suffix(5)))
    #expect(try served.get(path, ["Range: bytes=99999999-"]).status == 416)
    // Several parts, and what is none, are answered with the whole.
    for range in ["bytes=0-1,4-5", "bytes=9-3", "lines=1-2"] {
      #expect(try served.get(path, ["Range: \(range)"]).body == whole.body, "\(range)")
    }
    let head = try served.answer(served.request("HEAD", path))
    #expect(head.status == 200 && head.body.isEmpty)
  }

  @Test(arguments: [
    "/..%2f..%2fetc/passwd", "/%2e%2e/pipeline.json", "/clips/..%2f..%2fmanifest.sqlite",
    "/clips/%00",
    "/clips/1%00/sound", "/../manifest.sqlite", "/clips/1/..%5c", "//etc/passwd",
    "/clips/9223372036854775808",
    "/clips/-1/sound", "/clips/1'%20OR%201=1/sound", "/pipeline.json",
    "/reports/%22%3E%3Cimg%20src=x%3E",
  ])
  func nothingElseIsServed(path: String) throws {
    let answer = try served.get(path)
    #expect([400, 404].contains(answer.status), "\(answer)")
    #expect(
      !answer.text.contains("root:") && !answer.text.contains("dataset")
        && !answer.text.contains("<img"))
  }

  @Test func otherSitesGetNothing() throws {
    #expect(try served.get("/", ["Host: evil.example"]).status == 421)
    #expect(try served.get("/", ["Host: evil.example", "Host: 127.0.0.1"]).status != 200)
    let clip = try clip()
    let answer = try served.post(
      "/review", "clip=\(clip)&verdict=right", origin: "http://evil.example")
    #expect(answer.status == 403)
    #expect(try query("SELECT count(*) FROM review") == ["0"])
    #expect(try served.answer(served.request("DELETE", "/")).status == 405)
  }

  @Test func verdictsAreKeptTakenBackAndExported() throws {
    let names = try query("SELECT name FROM clip ORDER BY position")
    let label = try query("SELECT class FROM current_clip ORDER BY position")
    let other = try #require(Set(label).first { $0 != label[1] })
    var form = "clip=\(try clip())&verdict=right&queue=all"
    let answer = try served.post("/review", form)
    #expect(answer.status == 303)
    #expect(answer.header("location") == "/review?queue=all")
    let encoded = other.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!
    form = "clip=\(try clip(1))&another=\(encoded)&queue=all"
    #expect(try served.post("/review", form).status == 303)
    #expect(try served.post("/review", "clip=\(try clip(2))&verdict=unsure").status == 303)
    #expect(try query("SELECT verdict FROM reviews") == ["right", "another", "unsure"])
    let undo = try served.post("/review/undo", "queue=all")
    #expect(undo.header("location") == "/review?clip=\(try clip(2))&queue=all")
    #expect(try query("SELECT verdict FROM reviews") == ["right", "another"])
    func cell(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }
    #expect(
      try served.get("/reviews.csv").text
        == "clip,label,verdict\r\n\(cell(names[0])),\(cell(label[0])),right\r\n"
        + "\(names[1]),\(cell(other)),another\r\n")
    // What makes no sense is refused, and nothing is kept.
    for form in [
      "clip=\(try clip())&verdict=great", "clip=99999&verdict=right",
      "clip=\(try clip())&another=none", "%00=", "clip",
    ] {
      #expect(try [400, 413].contains(served.post("/review", form).status), "\(form)")
    }
    #expect(try query("SELECT count(*) FROM review") == ["2"])
  }

  @Test func filesAreListenedToAndRemoved() throws {
    let sound = try Data(contentsOf: URL(fileURLWithPath: "\(hostile.folder)/audio/clip1.wav"))
    func send(_ bytes: [UInt8], named name: String) throws -> Answered {
      let line = try Served.Line(served.port)
      line.send(
        served.request(
          "POST", "/listen?name=\(name)",
          ["Origin: \(served.address)", "Content-Length: \(bytes.count)"]))
      line.send(bytes)
      return Answered(line.rest())
    }
    let heard = try send(Array(sound), named: "%22%3E%3Cimg%20src=x%3E.wav")
    #expect(heard.status == 200, "\(heard)")
    #expect(heard.text.contains("class=\"sono\""), "\(heard)")
    #expect(heard.text.contains("What is heard when"))
    #expect(!heard.text.contains("<img"))
    let noise = try send(Array("no sound at all".utf8), named: "a.wav")
    #expect(noise.text.contains("class=\"warning\""), "\(noise)")
    #expect(!noise.text.contains("soundmark-upload"))
    #expect(try uploads().isEmpty)
  }

  private func uploads() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/\(served.program.id)/fd")
      .compactMap {
        try? FileManager.default.destinationOfSymbolicLink(
          atPath: "/proc/\(served.program.id)/fd/\($0)")
      }.filter { $0.contains("soundmark-upload") }
  }

  @Test(arguments: [true, false]) func twoGigabytesAreNotTaken(isDeclared: Bool) throws {
    let line = try Served.Line(served.port)
    let length = isDeclared ? "Content-Length: \(2 << 30)" : "Transfer-Encoding: chunked"
    line.send(
      served.request("POST", "/listen?name=a.wav", ["Origin: \(served.address)", length]))
    let piece = [UInt8](repeating: 7, count: 1 << 20)
    var sent = 0
    while sent < 2 << 10 {
      let isTaken =
        isDeclared
        ? line.send(piece)
        : line.send("100000\r\n") && line.send(piece) && line.send("\r\n")
      guard isTaken else { break }
      sent += 1
    }
    // What was declared is refused at once, what was not as soon as it is too much.
    #expect(sent < (isDeclared ? 64 : 128), "\(sent) MB were taken")
    #expect(try uploads().isEmpty)
    #expect(try served.get("/").status == 200)
    #expect(served.program.memoryByNow < 400 << 20)
  }

  @Test func aThousandAtOnceAreAnswered() throws {
    let count = 1_000
    let request = served.request("GET", "/clips")
    let lines = try (0..<count).map { _ in try Served.Line(served.port) }
    for line in lines { line.send(request) }
    let answers = lines.map { Answered($0.rest()) }
    #expect(answers.allSatisfy { $0.status == 200 && $0.text.hasSuffix("</html>") })
    #expect(served.program.memoryByNow < 400 << 20)
  }

  @Test func slowOnesDoNotKeepOthersWaitingAndAreClosed() throws {
    let headers = try (0..<50).map { _ in try Served.Line(served.port) }
    for line in headers { line.send("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\nX: ") }
    let bodies = try (0..<50).map { _ in try Served.Line(served.port) }
    for line in bodies {
      line.send(
        served.request("POST", "/review", ["Origin: \(served.address)", "Content-Length: 100"]))
    }
    let idle = try (0..<50).map { _ in try Served.Line(served.port) }
    #expect(try served.get("/").status == 200)
    // A byte now and then does not make them last.
    let dripping = Thread { for _ in 0..<60 { for line in headers { line.send("a") }; sleep(1) } }
    dripping.start()
    for line in [headers[0], headers[49], idle[0], idle[49]] {
      #expect(Answered(line.rest()).status != 200)
    }
    #expect(try served.get("/").status == 200)
  }

  @Test func aHeaderThatDoesNotEndIsRefused() throws {
    for text in [
      "X: \(String(repeating: "a", count: 100_000))\r\n",
      (0..<2_000).map { "X\($0): a\r\n" }.joined(),
    ] {
      let line = try Served.Line(served.port)
      line.send("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(served.port)\r\n\(text)\r\n")
      #expect(Answered(line.rest()).status != 200)
    }
    #expect(try served.get("/").status == 200)
  }

  @Test(arguments: [SIGINT, SIGTERM]) func itStopsCleanly(signal: Int32) throws {
    let line = try Served.Line(served.port)
    line.send(served.request("GET", "/training/events"))
    let idle = try Served.Line(served.port)
    served.program.signal(signal)
    #expect(served.program.wait().status == 128 + signal)
    _ = (line, idle)
  }

  @Test func beyondThisMachineNobodyEntersWithoutTheToken() throws {
    let open = try Served(hostile.project, ["--host", "0.0.0.0"])
    #expect(try open.get("/").status == 401)
    let token = try #require(
      open.program.output.firstMatch(of: /token=([0-9a-f]{32})/).map { String($0.1) })
    let first = try open.get("/?token=\(token)")
    #expect(first.status == 303)
    let cookie = try #require(first.header("set-cookie")).split(separator: ";")[0]
    #expect(try open.get("/", ["Cookie: \(cookie)"]).status == 200)
    #expect(try open.get("/?token=\(String(token.reversed()))").status == 401)
  }

  @Test func withoutAManifestItSaysWhatToRun() throws {
    let files = try TemporaryFolder()
    try files.write("{}", to: "pipeline.json")
    let ending = try Program("serve", ["--config", "\(files.path)/pipeline.json"]).wait()
    #expect(ending.status == 1)
    #expect(ending.errors.contains("run make (or soundmark ingest) first"), "\(ending)")
    let taken = try Program(
      "serve", ["--config", hostile.project.configuration, "--port", "\(served.port)"]
    ).wait()
    #expect(taken.status == 1)
    #expect(taken.errors.contains("choose one with --port"), "\(taken)")
  }
}
