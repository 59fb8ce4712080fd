import Foundation
import TestSupport
import Testing

/// The map, and what networks go by, as a person uses them.
@Suite(.serialized, .enabled(if: Browser.program != nil, "needs BROWSER=1 and chromium"))
struct ServedMapBrowserTests {
  private let data: SmallDataSet
  private let served: Served
  private let browser: Browser

  init() throws {
    data = try SmallDataSet()
    let project = Project(data)
    try #require(project.runAll().status == 0)
    try #require(project.runAll(["explain"]).status == 0)
    served = try Served(project)
    browser = try Browser()
    // As high as the map.
    try browser.send(
      "Emulation.setDeviceMetricsOverride",
      ["width": 1_280, "height": 1_000, "deviceScaleFactor": 1, "mobile": false])
  }

  private let named = "document.querySelector('.named').textContent"

  @Test func aClipOfTheMapIsNamedAndPlayedByKeyboardAlone() throws {
    try browser.visit("\(served.address)/map")
    try browser.wait("\(named).includes('clips are shown')")
    try browser.value("document.querySelector('canvas').focus()")
    try browser.press("ArrowRight", code: 39)
    try browser.wait("\(named).includes('.wav: ')")
    let first = try #require(browser.value(named) as? String)
    try browser.press("ArrowLeft", code: 37)
    try browser.wait("\(named) != \"\(first)\"")
    let chosen = try #require(browser.value(named) as? String)
    try browser.press("Enter", code: 13)
    try browser.wait("document.querySelector('.shown audio')?.currentTime > 0.05")
    let link = try #require(
      browser.value("document.querySelector('.shown h2 a').textContent") as? String)
    #expect(chosen.hasPrefix("\(link): "))
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func thePointerNamesAndPlaysAndClassesAreFiltered() throws {
    try browser.visit("\(served.address)/map")
    try browser.wait("\(named).includes('clips are shown')")
    let all = try #require(browser.value(named) as? String)
    try browser.click("document.querySelector('[data-label=\"0\"]')")
    try browser.wait("\(named) != '\(all)'")
    let some = try #require(browser.value(named) as? String)
    let counts = [some, all].compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
    #expect(counts.count == 2 && counts[0] < counts[1] && counts[0] > 0, "\(some) \(all)")
    // Where the first clip of the class is drawn.
    let place = try browser.value(
      """
      fetch(document.querySelector('#map').dataset.points).then(answer => answer.json()).then(points => {
        const index = points.label.indexOf(0), canvas = document.querySelector('canvas');
        canvas.scrollIntoView({block: 'center'});
        const box = canvas.getBoundingClientRect();
        return [points.x[index], points.y[index]].map((place, axis) =>
          (axis ? box.top : box.left) + ((place - 0.5) * 0.96 + 0.5) * box.width);
      })
      """)
    let point = try #require(place as? [Double])
    func mouse(_ type: String) throws {
      try browser.send(
        "Input.dispatchMouseEvent",
        ["type": type, "x": point[0], "y": point[1], "button": "left", "clickCount": 1])
    }
    try mouse("mouseMoved")
    try browser.wait("\(named).includes('.wav: ')")
    try mouse("mousePressed")
    try mouse("mouseReleased")
    try browser.wait("document.querySelector('.shown audio')?.currentTime > 0.05")
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }

  @Test func anEventOfADroppedFileIsExplained() throws {
    try browser.visit("\(served.address)/listen")
    try browser.choose("\(data.folder)/audio/\(data.rows[0].path)", in: "#dropped")
    try browser.wait("document.querySelector('#explained .sono') != null")
    try browser.click("document.querySelector('.explain')")
    try browser.wait("document.activeElement.id == 'why'")
    try browser.wait("document.querySelector('#explained .sono') != null")
    // The new picture is followed as well.
    try browser.click("document.querySelector('#explained .sono')")
    try browser.wait("document.querySelector('#own').currentTime > 0.05")
    try browser.wait(
      "document.querySelector('#explained .playhead').style.visibility == 'visible'")
    #expect(browser.complaints.isEmpty, "\(browser.complaints)")
  }
}
