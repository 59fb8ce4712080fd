import Cache
import Glibc
import TestSupport
import Testing

@Suite struct NurseryTests {
  private let folder: TemporaryFolder
  private let files = LocalFileSystem()

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func filesAreMadeElsewhereWhereThatHasBecomeSlow() {
    let nursery = Nursery(in: folder.path)
    func folders(_ count: Int, slow: Bool) -> [String] {
      (0..<count).map { _ in
        nursery.make { folder in
          if slow { usleep(200) }
          return folder
        }
      }
    }
    #expect(folders(2, slow: true) == [folder.path, folder.path])
    #expect(Set(folders(100, slow: false)).contains(folder.path), "two slow ones are chance")
    #expect(folders(4, slow: true).last != folder.path)
    let last = folders(100, slow: true).last!
    #expect(folders(3, slow: true).allSatisfy { $0 == last }, "there is an end to it")
    #expect(files.size(of: last) == nil && access(last, F_OK) == 0)
  }

  @Test func whereNoFolderCanBeMadeTheFirstStays() {
    let nursery = Nursery(in: "\(folder.path)/none")
    for _ in 0..<10 { nursery.make { _ in usleep(200) } }
    #expect(nursery.make { $0 } == "\(folder.path)/none")
  }

  @Test func foldersOfItAreNoLeftovers() throws {
    let store = ObjectStore(root: folder.path)
    try store.prepare()
    try files.createDirectory("\(folder.path)/tmp/1")
    try files.write([1].span.bytes, to: "\(folder.path)/tmp/half")
    #expect(try store.leftovers().map(\.path) == ["tmp/half"])
  }
}
