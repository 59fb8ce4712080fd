import Engine

extension Team {
  /// What `body` gives for 0 ..< `count`, each thread a run of neighbours; only while leading.
  func map<Result: BitwiseCopyable>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { results, filled in
      let start = results.baseAddress!
      forEach(count) { (start + $0).initialize(to: body($0)) }
      filled = count
    }
  }
}
