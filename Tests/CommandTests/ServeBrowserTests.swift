import Foundation
import TestSupport
import Testing

/// Pages as a person uses them.
@Suite(.serialized, .enabled(if: Browser.program != nil, "needs BROWSER=1 and chromium"))
struct ServeBrowserTests {
  private let hostile: HostileProject
  private let served: Served
  private let browser: Browser

  init() throws {
    hostile = try HostileProject()
    try #require(hostile.runAll().status == 0)
    served = try Served(hostile.project)
    browser = try Browser()
  }

  private func verdicts() throws -> [String] {
    try hostile.project.query("SELECT verdict FROM reviews")
  }

  @Test func aClipIsFoundAndPlayed() throws {
    try browser.visit(served.address)
    try browser.click("document.querySelector('nav a[href=\"/clips\"]')")
    try browser.wait("location.pathname == '/clips' && document.readyState == 'complete'")
    try browser.click("document.querySelector('tbody a')")
    try browser.wait("location.pathname.startsWith('/clips/') && document.readyState == 'complete'")
    #expect(
      try browser.isTrue("document.querySelector('h1').textContent.includes('onerror=alert(1)>')"))
    try browser.click("document.querySelector('.sono')")
    try browser.wait("document.querySelector('audio').currentTime > 0.25")
    #expect(try browser.isTrue("document.querySelector('.playhead').style.visibility == 'visible'"))
    #expect(try browser.isTrue("document.querySelectorAll('img').length == 0"))
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func verdictsAreGivenAndTakenBackByKeyboardAlone() throws {
    try browser.visit("\(served.address)/review?queue=all")
    let first = try #require(
      browser.value("document.querySelector('.asks + p a').pathname") as? String)
    func press(_ key: String, until condition: String) throws {
      try browser.press(key, code: Int(key.uppercased().unicodeScalars.first!.value))
      try browser.wait(
        "document.readyState == 'complete' && document.querySelector('.asks') && \(condition)")
    }
    let clip = "document.querySelector('.asks + p a')?.pathname"
    try press("r", until: "\(clip) != '\(first)'")
    #expect(try verdicts() == ["right"])
    let second = try #require(browser.value(clip) as? String)
    try press("1", until: "\(clip) != '\(second)'")
    #expect(try verdicts() == ["right", "another"])
    try press("z", until: "\(clip) == '\(second)'")
    #expect(try verdicts() == ["right"])
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func aFileIsHeard() throws {
    try browser.visit("\(served.address)/listen")
    try browser.choose("\(hostile.folder)/audio/clip1.wav", in: "#dropped")
    try browser.wait("document.querySelector('#heard .sono') != null")
    #expect(
      try browser.isTrue("document.querySelector('#heard h2').textContent.includes('clip1.wav')"))
    try browser.click("document.querySelector('#heard .sono')")
    try browser.wait("document.querySelector('#own').currentTime > 0.1")
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func aTrainingIsWatched() throws {
    try browser.visit("\(served.address)/training")
    try browser.wait("document.querySelector('#watching').textContent.startsWith('Live')")
    let latest = "document.querySelector('.run h2').textContent"
    let before = try #require(browser.value(latest) as? String)
    let training = try hostile.project.start("train", ["--set", "training.seed=7"])
    try browser.wait("\(latest) != '\(before)'")
    #expect(training.wait().status == 0)
    try browser.wait("document.querySelectorAll('.run polyline').length > 0")
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test(arguments: ["light", "dark"], [1_280, 380]) func everyPageFits(scheme: String, width: Int)
    throws
  {
    try browser.send(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500])
    try browser.send(
      "Emulation.setEmulatedMedia",
      ["features": [["name": "prefers-color-scheme", "value": scheme]]])
    for path in ["/", "/clips", "/map", "/review?queue=all", "/listen", "/training"] {
      try browser.visit(served.address + path)
      let fits = try browser.isTrue(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth")
      #expect(fits, "\(path)")
      let ground = try browser.value("getComputedStyle(document.body).backgroundColor") as? String
      #expect(ground == (scheme == "light" ? "rgb(252, 252, 250)" : "rgb(21, 23, 26)"), "\(path)")
    }
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }
}
