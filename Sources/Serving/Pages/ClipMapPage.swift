import Foundation
import Manifest
import Pages
import Pipeline
import Report

/// Clips beside those that sound alike to a network: a picture to walk about in, which a script draws of `points`.
struct ClipMapPage {
  /// Rows of the view `map` that lie in one plane. Runs whose embeddings are one network's share it.
  private struct Plane {
    let name: String
    /// Of the first.
    let run: String
    let rows: [Int]
  }

  private let now: Snapshots.Moment
  private let map: ViewRows
  private let planes: [Plane]
  private let chosen: Plane?

  init(_ now: Snapshots.Moment, _ asked: Asked) throws {
    self.now = now
    let map = try now.context.manifest.rows(of: "map")
    self.map = map
    let groups = Dictionary(grouping: map.rows.indices) { row in
      ["experiment", "divergence"].map { map[row, $0] ?? "" }
    }.values.sorted { $0[0] < $1[0] }
    let own = now.subject?.experiment
    planes = groups.map { rows in
      let (network, experiment) = (map[rows[0], "network"] ?? "", map[rows[0], "experiment"] ?? "")
      let folds = Set(rows.map { map[$0, "fold"] ?? "" }).sorted()
      let of = experiment == own ? "" : " \(experiment.prefix(8))"
      let part = folds.count > 1 ? "\(folds.count) folds" : "fold \(folds.first ?? "")"
      return Plane(name: "\(network)\(of), \(part)", run: map[rows[0], "run"] ?? "", rows: rows)
    }
    chosen =
      planes.first { $0.run == asked.value("run") }
      ?? planes.first { map[$0.rows[0], "experiment"] == own } ?? planes.first
  }

  var body: HTML {
    guard let chosen else {
      return """
        <p>There is no map yet: <code>soundmark explain</code> (or <code>make explain</code>) makes one of the \
        networks that were tested under this configuration.</p>
        """
    }
    let row = chosen.rows[0]
    func figure(_ column: String, _ digits: Int) -> String {
      decimals(Double(map[row, column] ?? "") ?? 0, digits)
    }
    return """
      <p>Clips by what \(map[row, "network"] ?? "") makes of them before it names them: those that it hears alike \
      lie beside each other. Distances between groups, and their sizes, mean nothing.</p>
      \(choice(chosen))
      <div id="map" data-points="/map/points?run=\(chosen.run)">\(controls)
      <div class="plane"><canvas tabindex="0" role="application" aria-describedby="map-keys" \
      aria-label="Map of \(counted(chosen.rows.count, "clip"))"></canvas></div>
      <p class="named" aria-live="polite">The map is drawn by a script.</p>
      <p class="note" id="map-keys">A ring is a clip that was found, a cross one that was taken for another class. \
      Point at one for its name, click to hear it. Keys: arrows go from clip to clip, <kbd>Enter</kbd> plays, \
      <kbd>O</kbd> opens its page, <kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd> zoom.</p>
      <div class="shown"></div></div>
      <p class="note">t-SNE, perplexity \(figure("perplexity", 0)), divergence \(figure("divergence", 2)); \
      <a href="/clips">all clips as a table</a>.</p><p class="view">View <code>map</code>.</p>
      """
  }

  private func choice(_ chosen: Plane) -> HTML {
    guard planes.count > 1 else { return "" }
    let options = planes.map { plane -> HTML in
      let mark: HTML = plane.run == chosen.run ? " selected" : ""
      return "<option value=\"\(plane.run)\"\(mark)>\(plane.name)</option>"
    }
    return """
      <form class="filter" action="/map"><label>Map <select name="run">\(options)</select></label>\
      <button>Show</button></form>
      """
  }

  private static let colours = 12

  private var controls: HTML {
    func select(_ name: String, _ title: String, _ options: [(String, String)]) -> HTML {
      let all = options.map { "<option value=\"\($0.0)\">\($0.1)</option>" as HTML }
      return "<label>\(title) <select name=\"\(name)\">\(all)</select></label>"
    }
    let classes = now.classes.enumerated().map { place, name -> HTML in
      """
      <li><button type="button" aria-pressed="false" data-label="\(place)"><svg viewBox="0 0 10 10" \
      aria-hidden="true"><circle class="k\(place % Self.colours)" cx="5" cy="5" r="4"/></svg>\(name)</button></li>
      """
    }
    let folds = folds.enumerated().map { ("\($0.offset)", $0.element) }
    return """
      <form class="filter">\
      \(select("outcome", "Outcome", [("", "all"), ("right", "right"), ("wrong", "wrong")]))\
      \(select("fold", "Fold", [("", "all")] + folds))\
      \(select("colours", "Colours", [("label", "class"), ("predicted", "taken for"), ("fold", "fold")]))\
      <span class="zoom"><button type="button" data-zoom="+" aria-label="Zoom in">+</button>\
      <button type="button" data-zoom="-" aria-label="Zoom out">−</button>\
      <button type="button" data-zoom="0" aria-label="The whole map">all</button></span></form>
      <ul class="legend" aria-label="Show some classes only">\(classes)</ul>
      """
  }

  /// Names of the folds that lie in the chosen plane.
  private var folds: [String] {
    Set((chosen?.rows ?? []).map { map[$0, "fold"] ?? "" })
      .sorted { (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) }
  }

  // MARK: - What is drawn

  /// Columns of as many values each; places are shares of the side of a square.
  private struct Points: Encodable {
    var classes: [String] = []
    var folds: [String] = []
    var id: [Int64] = []
    var name: [String] = []
    var x: [Double] = []
    var y: [Double] = []
    var label: [Int] = []
    var predicted: [Int] = []
    var fold: [Int] = []
  }

  /// As JSON.
  var points: String {
    get throws {
      var points = Points(classes: now.classes, folds: folds)
      let rows = chosen?.rows ?? []
      let lines = try now.context.manifest.clipLines(
        of: now.context.rows.dataSet, runs: [], ClipFilter(), from: 0, atMost: .max
      ).lines
      let ids = Dictionary(lines.map { ($0.name, $0.id) }) { first, _ in first }
      let classes = Dictionary(now.classes.enumerated().map { ($1, $0) }) { first, _ in first }
      let folds = Dictionary(points.folds.enumerated().map { ($1, $0) }) { first, _ in first }
      func number(_ row: Int, _ column: String) -> Double { Double(map[row, column] ?? "") ?? 0 }
      let (left, top) = (
        rows.map { number($0, "x") }.min() ?? 0, rows.map { number($0, "y") }.min() ?? 0
      )
      let side = rows.map { max(number($0, "x") - left, number($0, "y") - top) }.max() ?? 0
      func share(_ distance: Double) -> Double {
        side > 0 ? (distance / side * 10_000).rounded() / 10_000 : 0.5
      }
      for row in rows {
        // A clip that is no longer in the data set has no page.
        guard let name = map[row, "clip"], let id = ids[name] else { continue }
        points.id.append(id)
        points.name.append(name)
        points.x.append(share(number(row, "x") - left))
        points.y.append(share(number(row, "y") - top))
        points.label.append(classes[map[row, "label"] ?? ""] ?? 0)
        points.predicted.append(classes[map[row, "predicted"] ?? ""] ?? 0)
        points.fold.append(folds[map[row, "fold"] ?? ""] ?? 0)
      }
      return String(decoding: try JSONEncoder().encode(points), as: UTF8.self)
    }
  }
}
