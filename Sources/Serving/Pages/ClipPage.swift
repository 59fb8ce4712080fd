import Foundation
import Glibc
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
        <p><a class="button" href="\(clip.address)/explanation">What it goes by</a> \
        <a class="button" href="/review?clip=\(Int(record.id))">Judge its label</a></p>
        """
    }
  }

  /// The picture, the player and the probabilities.
  private var sight: HTML {
    get throws {
      let list = try probabilities
      return "<article class=\"clip large\">\(media)\(list)</article>"
    }
  }

  /// The picture and the player.
  var media: HTML {
    guard record.frames != nil else {
      return warning(record.fault?.message ?? "Its file gives no sound.")
    }
    let path = record.path(in: now.context.configuration)
    guard access(path, R_OK) == 0 else {
      return warning("Its file \(path) cannot be read any more; it is neither seen nor heard.")
    }
    return "\(clip.picture)\(player)"
  }

  private func warning(_ sentence: String) -> HTML { "<p class=\"warning\">\(sentence)</p>" }

  private var player: HTML {
    """
    <audio controls preload="auto" aria-label="\(record.listing.name)" \
    src="\(clip.soundAddress)"></audio>
    """
  }

  /// What the network goes by in it, beside its sound.
  func explained(_ reasons: HTML) -> HTML {
    """
    <p class="note"><a href="\(clip.address)">\(record.listing.name)</a>, labelled \(label); by the segment \
    that \(now.subject?.network ?? "the network") is surest about.</p>
    <article class="clip large explains">\(player)\(reasons)</article>
    """
  }

  var probabilities: HTML {
    get throws {
      guard let subject = now.subject, let said = try said else {
        return "<p class=\"note\">Nothing was evaluated on it yet.</p>"
      }
      let likeliest = said.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(8)
      return ShareTable(
        "What \(subject.network) takes it for",
        likeliest.map { (label: $0.key, probability: $0.value) }, marked: label
      ).html
    }
  }

  /// What the network said of it when it was tested, by class.
  var said: [String: Double]? {
    get throws {
      try now.subject.flatMap {
        try now.context.manifest.probabilities(of: record.id, runs: $0.runs)
      }.flatMap { try? JSONDecoder().decode([String: Double].self, from: Data($0.utf8)) }
    }
  }

  var label: String {
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
