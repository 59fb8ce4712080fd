import CKernels

extension Planner {
  /// Plans float32 features in blocks of another size.
  func inBlocks(_ x: Features, of lanes: Int) -> Features {
    guard !x.isInput, x.lanes != lanes else { return stored(x) }
    var y = features(x.shape, lanes: lanes)
    y.wantsGradient = x.wantsGradient
    add(
      "blocks", "of \(lanes)", uses: x.uses + [y.tensor],
      scratchBytes: team.threads * 2 * x.bufferBytes
    ) { run, scratch in
      run.forEachPlane(of: y, buffers: scratch, 2 * x.bufferBytes) { plane, buffer in
        let (clip, block) = plane.quotientAndRemainder(dividingBy: y.blocks)
        let first = clip * x.blocks
        if lanes == 16 {
          let even = run.plane(x, first + 2 * block, buffer)
          let hasOdd = 2 * block + 1 < x.blocks
          let odd = hasOdd ? run.plane(x, first + 2 * block + 1, buffer + x.bufferBytes) : nil
          ck_join_blocks(even, odd, run[y, plane], x.pixels)
        } else {
          let both = run.plane(x, first + block / 2, buffer)
          ck_half_block(both, Int32(block % 2), run[y, plane], x.pixels)
        }
      }
    }
    return y
  }
}
