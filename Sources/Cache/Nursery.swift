import Glibc
import Synchronization

/// The folder that new files are made in, before they get their name elsewhere.
///
/// A file lies for good in the part of the disk of the folder that it was made in. An ext4 without a
/// journal gives the inode of a removed file to nobody for minutes, and whoever makes one looks at all of
/// those in that part first, which takes up to a millisecond after a cache was removed. So where making
/// files has become slow, there is another folder: in one that is marked as the top of hierarchies, ext4
/// puts each into a part of its own.
public final class Nursery: Sendable {
  private let parent: String
  private let number = Atomic(0)
  private let slowInARow = Atomic(0)

  /// - Parameter parent: The first folder, which ``LocalFileSystem/createRoomyDirectory(_:in:)`` has marked;
  ///   the others are made in it as they are needed.
  public init(in parent: String) {
    self.parent = parent
  }

  /// What `body` makes in the folder that it is given.
  package func make<Result>(_ body: (String) -> Result) -> Result {
    let number = number.load(ordering: .relaxed)
    let start = ContinuousClock.now
    let result = body(number == 0 ? parent : "\(parent)/\(number)")
    if ContinuousClock.now - start < .microseconds(60) {
      slowInARow.store(0, ordering: .relaxed)
    } else if slowInARow.add(1, ordering: .relaxed).newValue >= 3, number < 16 {
      moveOn(from: number)
    }
    return result
  }

  private func moveOn(from number: Int) {
    guard mkdir("\(parent)/\(number + 1)", 0o777) == 0 || errno == EEXIST else { return }
    slowInARow.store(0, ordering: .relaxed)
    _ = self.number.compareExchange(
      expected: number, desired: number + 1, ordering: .relaxed)
  }
}
