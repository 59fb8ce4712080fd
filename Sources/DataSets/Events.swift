/// An event that a table marks in a file, as far as its name is made of it.
struct EventMark {
  let file: String
  /// As the table has them; empty: the file's own start or end.
  let start: String
  let end: String
  let label: String

  var isWhole: Bool { start.isEmpty && end.isEmpty }
}

/// Names events that have no name of their own: `file@start-end`, with the label behind a blank where
/// another class has the very stretch already. Tables of detections list a stretch once for each class.
struct EventNames {
  private var labels: [String: Set<String>] = [:]

  /// Nil for an event that is there already, under the same label.
  mutating func name(_ mark: EventMark) -> String? {
    let name =
      mark.isWhole ? mark.file : "\(mark.file)@\(mark.start.isEmpty ? "0" : mark.start)-\(mark.end)"
    guard labels[name, default: []].insert(mark.label).inserted else { return nil }
    return labels[name]!.count == 1 ? name : "\(name) \(mark.label)"
  }
}

/// Finds the events that sound while one of another class does.
struct EventOverlaps {
  private struct Event {
    let clip: Int
    let start: Double
    let end: Double
    let classIndex: Int
  }

  private let clips: [ClipRow]
  /// The indices of clips that overlap one of another class in their file, ascending.
  private(set) var overlapping: [Int] = []

  init(_ clips: [ClipRow]) {
    self.clips = clips
    var events: [String: [Event]] = [:]
    for (index, clip) in clips.enumerated() {
      guard clip.isCut else { continue }
      events[clip.path, default: []].append(
        Event(
          clip: index, start: clip.start ?? 0, end: clip.end ?? .infinity,
          classIndex: clip.classIndex))
    }
    for inFile in events.values { find(in: inFile) }
    overlapping.sort()
  }

  /// What to say of them; nil when there is none.
  var sentence: String? {
    guard let first = overlapping.first else { return nil }
    let events = overlapping.count == 1 ? "event overlaps" : "events overlap"
    return
      "\(overlapping.count) of \(clips.count) \(events) one of another class in the same file, the"
      + " first: \(clips[first].name) (\(clips[first].label)); each is cut as it stands, with both sounds"
      + " in it, and has its own label alone"
  }

  /// By their starts: an event overlaps one before it that ends later than it begins, or one after it
  /// that begins sooner than it ends.
  private mutating func find(in events: [Event]) {
    let events = events.sorted { ($0.start, $0.clip) < ($1.start, $1.clip) }
    var found = [Bool](repeating: false, count: events.count)
    // The latest end so far, and the latest among the other classes than that one's.
    var latest = (end: -Double.infinity, classIndex: -1)
    var latestOther = -Double.infinity
    for (index, event) in events.enumerated() {
      let before = event.classIndex == latest.classIndex ? latestOther : latest.end
      found[index] = before > event.start
      if event.classIndex == latest.classIndex {
        latest.end = max(latest.end, event.end)
      } else if event.end > latest.end {
        latestOther = latest.end
        latest = (event.end, event.classIndex)
      } else {
        latestOther = max(latestOther, event.end)
      }
    }
    var next = events.count
    for index in events.indices.reversed().dropFirst() {
      if events[index + 1].classIndex != events[index].classIndex { next = index + 1 }
      if next < events.count, events[next].start < events[index].end { found[index] = true }
    }
    overlapping += events.indices.filter { found[$0] }.map { events[$0].clip }
  }
}
