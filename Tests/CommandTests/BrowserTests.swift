import Foundation
import TestSupport
import Testing

/// The report as a person has it: in a browser, from a disk.
@Suite(.serialized, .enabled(if: Browser.program != nil, "needs BROWSER=1 and chromium"))
struct BrowserTests {
  private let project: HostileProject
  private let files: TemporaryFolder
  private let browser: Browser

  init() throws {
    project = try HostileProject()
    files = try TemporaryFolder()
    try #require(project.runAll().status == 0)
    let page = "\(files.path)/page.html"
    let ending = try Program(
      "soundmark", ["report", "--config", project.project.configuration, "--output", page]
    ).wait()
    try #require(ending.status == 0, "\(ending)")
    browser = try Browser()
    try browser.open(page)
  }

  @Test func namesAreTextAndNothingIsForbiddenOrFails() throws {
    #expect(try browser.isTrue("document.querySelectorAll('img, iframe, object').length == 0"))
    #expect(try browser.isTrue("document.title.includes('onerror=alert(1)>')"))
    #expect(try browser.isTrue("document.body.innerText.includes('\"><img src=x onerror=')"))
    // Pictures are drawn, and the style is applied.
    #expect(try browser.isTrue("document.querySelectorAll('.sono image').length > 0"))
    #expect(
      try browser.isTrue("getComputedStyle(document.querySelector('.cell')).display == 'none'"))
    #expect(
      try browser.isTrue(
        "parseFloat(getComputedStyle(document.querySelector('#headline .figure')).fontSize) > 40"))
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    // What the policy forbids is noticed here.
    try browser.value("document.body.append(Object.assign(new Image(), {src: 'https://0.0.0.0/'}))")
    try browser.wait("true")
    #expect(!browser.complaints.isEmpty)
  }

  @Test func numbersOfTheMatrixOpenTheirClipsByKeyboard() throws {
    try browser.press("Tab", code: 9)
    #expect(try browser.isTrue("document.activeElement.matches('.skip')"))
    #expect(try browser.isTrue("document.activeElement.getBoundingClientRect().left >= 0"))
    for _ in 0..<40 where try !browser.isTrue("document.activeElement.matches('.matrix a')") {
      try browser.press("Tab", code: 9)
    }
    #expect(try browser.isTrue("document.activeElement.matches('.matrix a')"))
    let target = try #require(browser.value("document.activeElement.hash") as? String)
    try browser.press("Enter", code: 13)
    try browser.wait("location.hash == '\(target)'")
    #expect(
      try browser.isTrue("getComputedStyle(document.querySelector('\(target)')).display == 'block'")
    )
    #expect(
      try browser.isTrue(
        """
        [...document.querySelectorAll('.cell')].filter(cell => getComputedStyle(cell).display != 'none').length == 1
        """))
    #expect(try browser.isTrue("document.querySelector('\(target)').innerText.includes('clip')"))
  }

  @Test func soundsPlayFromWhereTheirPictureIsClicked() throws {
    // Those of the matrix are not shown yet.
    let card = "document.querySelector('#mistakes .clip')"
    try browser.click("\(card).querySelector('.sono')")
    // The middle of its 0.4 seconds, and on.
    try browser.wait("\(card).querySelector('audio').currentTime > 0.25")
    #expect(try browser.isTrue("\(card).querySelector('.playhead').style.visibility == 'visible'"))
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test(arguments: ["light", "dark"]) func aPhoneScrollsDownAlone(scheme: String) throws {
    try browser.send(
      "Emulation.setDeviceMetricsOverride",
      ["width": 380, "height": 800, "deviceScaleFactor": 1, "mobile": true])
    try browser.send(
      "Emulation.setEmulatedMedia",
      ["features": [["name": "prefers-color-scheme", "value": scheme]]])
    #expect(try browser.value("document.documentElement.scrollWidth") as? Int == 380)
    let ground = try browser.value("getComputedStyle(document.body).backgroundColor") as? String
    #expect(ground == (scheme == "light" ? "rgb(252, 252, 250)" : "rgb(21, 23, 26)"))
  }

  @Test func paperHasTheFiguresWithoutWhatIsToBeClicked() throws {
    try browser.send("Emulation.setEmulatedMedia", ["media": "print"])
    for hidden in ["nav", "audio", ".skip"] {
      #expect(
        try browser.isTrue(
          "getComputedStyle(document.querySelector('\(hidden)')).display == 'none'"))
    }
    let answer = try browser.send("Page.printToPDF", ["printBackground": false])
    let paper = Data(base64Encoded: answer["data"] as? String ?? "") ?? Data()
    #expect(paper.starts(with: Data("%PDF".utf8)))
    #expect(paper.count > 20_000)
  }
}
