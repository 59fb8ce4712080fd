import Foundation
import Manifest
import Pages
import Pipeline
import Report

/// A clip: seen, heard, what it is taken for, and what is known of its file.
struct ClipPage {
  private let now: Snapshots.Moment
  private let record: ClipRecord
  private let clip: ServedClip

  init(_ now: Snapshots.Moment, _ record: ClipRecord) {
    (self.now, self.record) = (now, record)
    clip = ServedClip(record, now.context.configuration)
  }

  var body: HTML {
    get throws {
      let (top, bottom) = (try sight, try facts)
      return """
        \(top)\(bottom)
        <p><a class="button" href="/review?clip=\(Int(record.id))">Judge its label</a></p>
        """
    }
  }

  /// The picture, the player and the probabilities.
  var sight: HTML {
    get throws {
      let list = try probabilities
      let isHeard = record.frames != nil
      let media: HTML =
        isHeard
        ? """
        \(clip.picture)<audio controls preload="auto" aria-label="\(record.listing.name)" \
        src="\(clip.soundAddress)"></audio>
        """ : "<p class=\"warning\">\(record.fault?.message ?? "Its file gives no sound.")</p>"
      return "<article class=\"clip large\">\(media)\(list)</article>"
    }
  }

  private var probabilities: HTML {
    get throws {
      guard let subject = now.subject,
        let text = try now.context.manifest.probabilities(of: record.id, runs: subject.runs),
        let shares = try? JSONDecoder().decode([String: Double].self, from: Data(text.utf8))
      else { return "<p class=\"note\">Nothing was evaluated on it yet.</p>" }
      let own = label
      let rows = shares.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(8).map {
        name, share -> HTML in
        let mark: HTML = name == own ? " class=\"own\"" : ""
        return """
          <tr\(mark)><th scope="row">\(name)</th><td><svg viewBox="0 0 100 8" \
          preserveAspectRatio="none" aria-hidden="true"><rect width="\(decimals(share * 100, 1))" \
          height="8"/></svg></td><td class="number">\(decimals(share * 100, 1)) %</td></tr>
          """
      }
      return """
        <table class="shares"><caption>What \(subject.network) takes it for</caption>\
        <tbody>\(rows)</tbody></table>
        """
    }
  }

  private var label: String {
    now.classes.indices.contains(record.listing.label) ? now.classes[record.listing.label] : ""
  }

  private var facts: HTML {
    get throws {
      let listing = record.listing
      var rows: [(String, String)] = [
        ("Label", label), ("Fold", now.folds[listing.fold]), ("Recording", listing.recording),
        ("File", listing.file),
      ]
      if let start = listing.start, let end = listing.end {
        rows.append(("Stretch", "\(decimals(start, 3)) to \(decimals(end, 3)) s"))
      }
      if let header = record.file?.header {
        rows += [
          ("Encoding", header.encoding), ("Sample rate", "\(header.sampleRate) Hz"),
          ("Channels", "\(header.channels)"),
        ]
        if let frames = record.frames {
          rows.append(("Length", "\(decimals(Double(frames) / Double(header.sampleRate), 3)) s"))
        }
      }
      if let licence = listing.licence { rows.append(("Licence", licence)) }
      if let digest = record.file?.source { rows.append(("SHA-256", digest.hex)) }
      for (view, column) in [("clip_faults", "message"), ("clip_notes", "message")] {
        let all = try now.context.manifest.rows(of: view)
        for row in all.rows.indices where all[row, "clip"] == listing.name {
          rows.append((view == "clip_faults" ? "Fault" : "Note", all[row, column] ?? ""))
        }
      }
      let list = rows.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" as HTML }
      return """
        <section aria-labelledby="facts"><h2 id="facts">Facts</h2><dl>\(list)</dl></section>
        """
    }
  }
}
