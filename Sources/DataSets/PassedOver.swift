/// What lies in the audio folder and is no clip: counted, and named.
public struct PassedOver: Hashable, Sendable {
  public enum Reason: String, CaseIterable, Sendable {
    /// Its name begins with a dot.
    case hidden
    /// What Windows, macOS and their archives leave beside files.
    case system = "of the system"
    /// Its name does not end as a sound's does.
    case noSound = "no sound ending"
    /// It lies beside the folders of the classes.
    case noClass = "in no class folder"
    /// There is no sound file in it.
    case empty = "a folder without sound"
    /// A folder that was met already, by way of a link.
    case loop = "a link to a folder met before"
    /// No table of annotations lies beside it.
    case noTable = "no table beside it"
    /// A text that is no table of annotations.
    case notATable = "no table of annotations"
  }

  /// Paths relative to the audio folder, written out where they are not UTF-8.
  public private(set) var names: [Reason: [String]] = [:]

  package init() {}

  public var count: Int { names.values.reduce(0) { $0 + $1.count } }

  mutating func add(_ name: String, _ reason: Reason) {
    names[reason, default: []].append(name)
  }

  /// `4 passed over: .DS_Store and cat/._a.wav (hidden), notes.txt and 1 more (no sound ending)`; nil when
  /// there is nothing.
  public var sentence: String? {
    guard count > 0 else { return nil }
    let parts = Reason.allCases.compactMap { reason in
      names[reason].map { "\(Self.list($0.sorted())) (\(reason.rawValue))" }
    }
    return "\(count) passed over: " + parts.joined(separator: ", ")
  }

  private static func list(_ names: [String]) -> String {
    switch names.count {
    case 1: names[0]
    case 2: "\(names[0]) and \(names[1])"
    case 3: "\(names[0]), \(names[1]) and \(names[2])"
    default: "\(names[0]), \(names[1]) and \(names.count - 2) more"
    }
  }
}
