import Pages

extension ReportSection {
  /// Nil where the metadata has no salience.
  static func salience(_ data: ReportData) -> ReportSection? {
    let view = data.salience
    var clips: [String: Int] = [:]
    for row in view.rows.indices {
      guard let salience = view[row, "salience"], !salience.isEmpty else { continue }
      clips[salience, default: 0] += Int(view[row, "clips"]!) ?? 0
    }
    guard clips.count > 1 else { return nil }
    var table = Table(
      "Accuracy by salience", [.text("salience"), .text("accuracy"), .number("clips")])
    for (salience, clips) in clips.sorted(by: { $0.key < $1.key }) {
      let name = ["1": "foreground", "2": "background"][salience] ?? salience
      table.add([
        "\(name)", data.figure("accuracy", salience: salience)?.cell ?? "–", "\(clips)",
      ])
    }
    return ReportSection(
      id: "salience", name: "By salience", body: "\(table.html)\(source("intervals"))")
  }
}
