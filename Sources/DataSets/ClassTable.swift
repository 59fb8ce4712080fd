/// The classes met while a data set is read.
struct ClassTable {
  /// What a row would have had to say.
  struct Conflict: Error { let expected: String }

  private struct Entry {
    let name: String
    let number: Int?
    let line: Int
  }

  private var met: [Entry] = []
  private var byName: [String: Int] = [:]
  private var byNumber: [Int: Int] = [:]

  /// A class's position among those met. A name and a number, once seen together, stay so.
  mutating func position(
    of name: String, number: Int?, line: Int
  ) throws(Conflict) -> Int {
    if let position = byName[name] {
      let known = met[position]
      guard known.number == number else {
        throw Conflict(
          expected: "another class than line \(known.line), which has another number")
      }
      return position
    }
    if let number, let position = byNumber[number] {
      let known = met[position]
      throw Conflict(expected: "\(known.name.quoted) as line \(known.line) says for \(number)")
    }
    byName[name] = met.count
    if let number { byNumber[number] = met.count }
    met.append(Entry(name: name, number: number, line: line))
    return met.count - 1
  }

  /// The position of a class that has a name alone.
  mutating func position(of name: String) -> Int {
    if let position = byName[name] { return position }
    byName[name] = met.count
    met.append(Entry(name: name, number: nil, line: 0))
    return met.count - 1
  }

  /// The listing of clips whose `classIndex` is a position so far. Indices are dense, in the order
  /// of the data set's numbers (ESC-10's leave gaps), else of the names.
  func listing(of clips: [ClipRow]) -> DataSetListing {
    var clips = clips
    let order = met.indices.sorted {
      let (a, b) = (met[$0], met[$1])
      if let first = a.number, let second = b.number { return first < second }
      return a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
    }
    let classes = order.enumerated().map {
      ClassLabel(number: met[$1].number ?? $0, name: met[$1].name)
    }
    var index = [Int](repeating: 0, count: met.count)
    for (new, old) in order.enumerated() { index[old] = new }
    for clip in clips.indices {
      let indices = clips[clip].classIndices.map { index[$0] }.sorted()
      clips[clip].classIndices = indices
      clips[clip].classIndex = indices.first ?? 0
    }
    var listing = DataSetListing(clips: clips, classes: classes)
    listing.notes = LookAlikes.byCase(classes.map(\.name)).map {
      "the classes \($0.map(\.quoted).joined(separator: ", ")) differ by capital letters alone, and are"
        + " trained on as \($0.count)"
    }
    return listing
  }
}
