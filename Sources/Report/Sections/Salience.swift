import Pages

extension ReportSection {
  /// Nil where the metadata has no salience.
  static func salience(_ data: ReportData) -> ReportSection? {
    let view = data.salience
    var tallies: [String: (clips: Int, right: Double)] = [:]
    for row in view.rows.indices {
      guard let salience = view[row, "salience"], !salience.isEmpty else { continue }
      let clips = Int(view[row, "clips"]!) ?? 0
      tallies[salience, default: (0, 0)].clips += clips
      tallies[salience]!.right += Double(clips) * (Double(view[row, "accuracy"]!) ?? 0)
    }
    guard tallies.count > 1 else { return nil }
    var table = Table(
      "Accuracy by salience", [.text("salience"), .text("accuracy"), .number("clips")])
    for (salience, tally) in tallies.sorted(by: { $0.key < $1.key }) {
      let name = ["1": "foreground", "2": "background"][salience] ?? salience
      table.add([
        "\(name)", ReportFigure.percent("\(tally.right / Double(tally.clips))"), "\(tally.clips)",
      ])
    }
    return ReportSection(
      id: "salience", name: "By salience",
      body: "\(table.html)\(source("accuracy_by_salience"))")
  }
}
