import Figures
import Foundation
import Imaging
import ModelStages
import Pages
import Pipeline

extension ReportSection {
  /// What the network goes by; nil where `soundmark explain` was not run.
  static func looksAt(_ data: ReportData, _ cards: ClipCards) throws -> ReportSection? {
    guard !data.evidence.rows.isEmpty || !data.changes.rows.isEmpty,
      var clips = try ExplainedClips(in: data.context)
    else { return nil }
    return ReportSection(
      id: "looks-at", name: "What it looks at",
      body: """
        \(mistakes(data, &clips, cards))\(bands(data))\(pairs(data, clips))\(changes(data))
        """)
  }

  // MARK: - Where it lights up

  private static let mistakesShown = 6

  private static func mistakes(
    _ data: ReportData, _ clips: inout ExplainedClips, _ cards: ClipCards
  ) -> HTML {
    let checkpoints = Dictionary(
      data.runs.rows.indices.map { (data.runs[$0, "run"]!, data.runs[$0, "checkpoint"]!) }
    ) { first, _ in first }
    let facts = data.clipFacts
    let recordingOf = Dictionary(
      facts.rows.indices.map { (facts[$0, "clip"]!, facts[$0, "recording"]!) }
    ) { first, _ in first }
    var shown: [HTML] = []
    var recordings: Set<String> = []
    for clip in data.confidentMistakes.prefix(200) where shown.count < mistakesShown {
      // Slices of one recording show the same.
      guard recordings.insert(recordingOf[clip.name] ?? clip.name).inserted,
        let run = Int64(clip.run), let checkpoint = checkpoints[clip.run],
        let images = clips.heat(
          of: clip.name, run: run, checkpoint: checkpoint, classes: [clip.predicted, clip.label])
      else { continue }
      let link: HTML =
        cards.id(of: clip).map { "<a href=\"#\($0)\">\(clip.name)</a>" } ?? "\(clip.name)"
      let pictures = zip(images, [clip.predicted, clip.label]).map { image, name -> HTML in
        picture(image, clips, "for \(name)", of: "where it sees \(name) in \(clip.name)")
      }
      shown.append(
        """
        <article class="explained"><h4>\(link)</h4><p>\(clip.label) taken for \
        <span class="wrong">\(clip.predicted)</span></p>\(pictures)</article>

        """)
    }
    guard !shown.isEmpty else { return "" }
    return """
      <h3>Where it sees a class</h3><p>The most confident mistakes, one of a recording; orange is where the network's last map \
      speaks for the class that it said, and below it for the true one (Grad-CAM). Each picture's brightest \
      place is orange: compare places, not pictures.</p><div class="clips">\(shown)</div>
      """
  }

  private static func picture(
    _ image: PNGImage, _ clips: ExplainedClips, _ caption: String, of name: String
  ) -> HTML {
    guard let bytes = try? image.encoded(compressionLevel: 9) else { return "" }
    let picture = SpectrogramPicture(
      name: name, seconds: clips.seconds, bandFrequencies: clips.frequencies,
      source: "data:image/png;base64,\(Data(bytes).base64EncodedString())")
    return "<figure><figcaption>\(caption)</figcaption>\(picture.html)</figure>"
  }

  // MARK: - Bands by class

  private static func bands(_ data: ReportData) -> HTML {
    let rows = data.evidence.rows.indices.filter { data.evidence[$0, "axis"] == "bands" }
    let byClass = Dictionary(grouping: rows) { data.evidence[$0, "label"]! }
    let classes = data.classes.filter { byClass[$0] != nil }.prefix(mostClasses)
    guard let first = classes.first, let ranges = byClass[first] else { return "" }
    let most = rows.map { Double(data.evidence[$0, "loss"]!) ?? 0 }.max() ?? 0
    let head = ranges.map { row -> HTML in
      "<th scope=\"col\"><span>\(hertz(data.evidence[row, "low"]!)) – \(hertz(data.evidence[row, "high"]!))</span></th>"
    }
    let body = classes.map { name -> HTML in
      let cells = byClass[name]!.map { row -> HTML in
        let text = data.evidence[row, "loss"]!
        let loss = Double(text) ?? 0
        let level = most > 0 ? min(6, Int((max(loss, 0) / most * 6).rounded(.up))) : 0
        return """
          <td\(level > 0 ? " class=\"h\(level)\"" as HTML : "")><data value="\(text)">\(decimals(loss * 100, 0))</data></td>
          """
      }
      return "<tr><th scope=\"row\">\(name)</th>\(cells)</tr>\n"
    }
    return """
      <h3>Which bands carry a class</h3><p>How many percentage points the class's probability loses when a \
      range of bands is covered, the mean over clips that were found, \
      \(data.evidence[ranges[0], "clips"]!) of them for \(first). Frequencies in Hz.</p>\
      <div class="scroll" tabindex="0" role="region" aria-label="Bands by class"><table class="matrix bands">\
      <caption class="unseen">Loss of probability by class and band</caption>
      <thead><tr><td></td>\(head)</tr></thead><tbody>
      \(body)</tbody></table></div>\(source("class_evidence"))
      """
  }

  private static let mostClasses = 100

  private static func hertz(_ text: String) -> String {
    let hertz = Double(text) ?? 0
    return hertz >= 1000 ? "\(decimals(hertz / 1000, 1)) k" : decimals(hertz, 0)
  }

  // MARK: - Confused pairs

  private static func pairs(_ data: ReportData, _ clips: ExplainedClips) -> HTML {
    let found = Dictionary(grouping: data.clips.filter(\.isRight), by: \.label)
    let shown = data.confusedPairs.prefix(3).compactMap { pair -> HTML? in
      let parts = [
        ("\(pair.label), found", found[pair.label] ?? []),
        ("\(pair.label) taken for \(pair.predicted)", pair.clips),
        ("\(pair.predicted), found", found[pair.predicted] ?? []),
      ].compactMap { caption, own in
        clips.mean(of: own.map(\.name)).map { (caption: caption, own.count, values: $0) }
      }
      guard parts.count > 1 else { return nil }
      // One scale, so that colours can be compared.
      let all = parts.flatMap(\.values).filter(\.isFinite)
      guard let low = all.min(), let high = all.max(), low < high else { return nil }
      let preview = PreviewSettings(
        colormap: data.context.configuration.preview?.colormap ?? .viridis,
        range: .fixed(lower: low, upper: high))
      let pictures = parts.map { caption, count, values -> HTML in
        let image = SpectrogramPreview(preview).image(
          of: values.span, bands: clips.frequencies.count,
          frames: values.count / clips.frequencies.count)
        return picture(
          image, clips, "\(caption) (\(counted(count, "clip")))", of: "mean of \(caption)")
      }
      return "<div class=\"side-by-side\">\(pictures)</div>"
    }
    guard !shown.isEmpty else { return "" }
    return """
      <h3>What is confused, in the mean</h3><p>Mean spectrograms of up to 60 clips each, in one scale of \
      colours a row.</p>\(shown)
      """
  }

  // MARK: - The order of sound

  private static func changes(_ data: ReportData) -> HTML {
    guard !data.changes.rows.isEmpty else { return "" }
    var table = Table(
      "Accuracy on changed spectrograms",
      [.text("spectrogram"), .number("accuracy"), .number("as it is"), .number("difference")])
    for row in data.changes.rows.indices {
      let (changed, clean) = (data.changes[row, "accuracy"]!, data.changes[row, "clean_accuracy"]!)
      let difference = ((Double(changed) ?? 0) - (Double(clean) ?? 0)) * 100
      table.add([
        "\(data.changes[row, "change"]!)", ReportFigure.percent(changed),
        ReportFigure.percent(clean), "\(decimals(difference, 1))",
      ])
    }
    return """
      <h3>What it misses of sound</h3><p>Accuracy when the spectrogram's order is taken away, the mean over \
      folds. A network that loses little by frames in random order hears which sounds there are, hardly how \
      they go on.</p>\(table.html)\(source("image_changes"))
      """
  }
}
