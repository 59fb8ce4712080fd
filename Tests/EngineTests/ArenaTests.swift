import Engine
import Testing

@Suite struct ArenaTests {
  @Test func tensorsWhoseLivesDoNotMeetShareMemory() throws {
    var planner = ArenaPlanner()
    let (a, b, c) = (
      planner.tensor(byteCount: 1000), planner.tensor(byteCount: 1000),
      planner.tensor(byteCount: 1000)
    )
    for (tensor, steps) in [(a, 0...1), (b, 1...2), (c, 2...3)] {
      for step in steps { planner.use(tensor, at: step) }
    }
    let arena = try planner.place()
    #expect(arena[a] == arena[c])
    #expect(arena[a] != arena[b])
    #expect(arena.byteCount == 2048)
  }

  @Test func theLastReadersResultIsWrittenOverIt() throws {
    var planner = ArenaPlanner()
    let x = planner.tensor(byteCount: 256)
    let y = planner.tensor(byteCount: 256, over: [x])
    let z = planner.tensor(byteCount: 256, over: [y])
    planner.use(x, at: 0)
    for tensor in [x, y] { planner.use(tensor, at: 1) }
    for tensor in [y, z] { planner.use(tensor, at: 2) }
    let arena = try planner.place()
    #expect(arena[x] == arena[y] && arena[y] == arena[z])
    #expect(arena.byteCount == 256)
  }

  @Test func whatIsReadLaterIsNotOverwritten() throws {
    var planner = ArenaPlanner()
    let x = planner.tensor(byteCount: 256)
    let y = planner.tensor(byteCount: 256, over: [x])
    planner.use(x, at: 0)
    for tensor in [x, y] { planner.use(tensor, at: 1) }
    planner.use(x, at: 2)
    planner.use(y, at: 3)
    let arena = try planner.place()
    #expect(arena[x] != arena[y])
  }

  /// The first that no one reads afterwards.
  @Test func ofSeveralOneThatIsFreeIsWrittenOver() throws {
    var planner = ArenaPlanner()
    let (a, b) = (planner.tensor(byteCount: 256), planner.tensor(byteCount: 256))
    let sum = planner.tensor(byteCount: 256, over: [a, b])
    for tensor in [a, b] { planner.use(tensor, at: 0) }
    for tensor in [a, b, sum] { planner.use(tensor, at: 1) }
    planner.use(a, at: 2)
    planner.use(sum, at: 3)
    let arena = try planner.place()
    #expect(arena[sum] == arena[b])
    #expect(arena[sum] != arena[a])
  }

  @Test func twoResultsOfOneOperationDoNotShareAPlace() throws {
    var planner = ArenaPlanner()
    let x = planner.tensor(byteCount: 256)
    let (y, z) = (
      planner.tensor(byteCount: 256, over: [x]), planner.tensor(byteCount: 256, over: [x])
    )
    planner.use(x, at: 0)
    for tensor in [x, y, z] { planner.use(tensor, at: 1) }
    for tensor in [y, z] { planner.use(tensor, at: 2) }
    let arena = try planner.place()
    #expect(arena[y] != arena[z])
  }

  @Test func aSmallerPlaceOrAKeptOneIsNotTaken() throws {
    var planner = ArenaPlanner()
    let (small, kept) = (planner.tensor(byteCount: 256), planner.tensor(byteCount: 1024))
    planner.keep(kept)
    let y = planner.tensor(byteCount: 1024, over: [small, kept])
    for tensor in [small, kept] { planner.use(tensor, at: 0) }
    for tensor in [small, kept, y] { planner.use(tensor, at: 1) }
    let arena = try planner.place()
    #expect(arena[y] != arena[small] && arena[y] != arena[kept])
  }
}
