import CKernels

extension Planner {
  /// Plans float32 features in blocks of another size.
  func inBlocks(_ x: Features, of lanes: Int) -> Features {
    guard !x.isInput, x.lanes != lanes else { return x }
    var y = features(x.shape, lanes: lanes)
    y.wantsGradient = x.wantsGradient
    add("blocks", "of \(lanes)", uses: [x.tensor, y.tensor]) { run, _ in
      run.forEachPlane(of: y) { plane in
        let (clip, block) = plane.quotientAndRemainder(dividingBy: y.blocks)
        let first = clip * x.blocks
        if lanes == 16 {
          let odd = 2 * block + 1
          ck_join_blocks(
            run[x, first + 2 * block], odd < x.blocks ? run[x, first + odd] : nil, run[y, plane],
            x.pixels)
        } else {
          ck_half_block(run[x, first + block / 2], Int32(block % 2), run[y, plane], x.pixels)
        }
      }
    }
    return y
  }
}
