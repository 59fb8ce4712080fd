import CKernels
import Networks

/// y = out(softmax(q · kᵀ / √size) · v) of each head's q, k and v = in(x): [batch, steps, features]. The softmax
/// is computed again for the backward pass, as it is larger than all else where there are many steps.
extension MultiHeadAttention: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let tensors = tensors(input: x.shape)
    let projection = plan.linear(x, weight: tensors[0], bias: tensors[1], layer: name)
    let qkv = projection.output
    let attended = plan.features(x.shape)
    let sizes = HeadSizes(heads: heads, x)
    plan.add(
      name, "attention", uses: [qkv.tensor, attended.tensor],
      scratchBytes: plan.team.threads * sizes.bytes
    ) { run, scratch in
      run.forEachHead(of: qkv, sizes, scratch) { head, clip in
        head.gather()
        head.write(head.y, run, to: attended, clip, part: 0)
      }
      run.clearPadding(of: attended)
    }
    let output = plan.linear(attended, weight: tensors[2], bias: tensors[3], layer: name)
    return Planned(output.output) { dy in
      guard let dattended = try output.backward(dy) else { return nil }
      let dqkv = plan.features(qkv.shape)
      plan.add(
        name, "backward attention", uses: [qkv.tensor, dattended.tensor, dqkv.tensor],
        scratchBytes: plan.team.threads * sizes.bytes
      ) { run, scratch in
        run.forEachHead(of: qkv, sizes, scratch) { head, clip in
          head.read(run, dattended, clip, part: 0, to: head.y)
          head.backward { head.write($0, run, to: dqkv, clip, part: $1) }
        }
      }
      return try projection.backward(dqkv)
    }
  }
}

extension Execution {
  /// Shares out the heads of all clips among threads, each with its q, k, v and shares.
  fileprivate func forEachHead(
    of qkv: Features, _ sizes: HeadSizes, _ scratch: UnsafeMutableRawPointer,
    _ body: (Head, _ clip: Int) -> Void
  ) {
    let heads = sizes.features / sizes.size
    team.forEach(qkv.batch * heads) { index, thread in
      let (clip, number) = index.quotientAndRemainder(dividingBy: heads)
      let head = Head(sizes, number, scratch + thread * sizes.bytes)
      head.attend(self, qkv, clip)
      body(head, clip)
    }
  }
}

/// What one head of one clip works on.
private struct HeadSizes {
  /// Features of a head, and those with their padding.
  let size, stride: Int
  /// Of all heads.
  let features: Int
  let steps: Int

  init(heads: Int, _ x: Features) {
    (features, size, steps) = (x.channels, x.channels / heads, x.steps)
    stride = wholeBlocks(size, of: 8)
  }

  /// Of working memory: q, k, v, y and a gradient; the shares and their gradient.
  var bytes: Int {
    Memory.aligned((5 * steps * stride + 2 * steps * steps) * MemoryLayout<Float>.stride)
  }
}

private struct Head {
  private let sizes: HeadSizes
  private let number: Int
  /// [steps, size with padding]
  let q, k, v, y, gradient: UnsafeMutablePointer<Float>
  /// [steps, steps]: how much of each step's v comes to a step.
  let shares, sharesGradient: UnsafeMutablePointer<Float>

  init(_ sizes: HeadSizes, _ number: Int, _ memory: UnsafeMutableRawPointer) {
    (self.sizes, self.number) = (sizes, number)
    let (start, count) = (
      memory.assumingMemoryBound(to: Float.self), sizes.steps * sizes.stride
    )
    (q, k, v, y, gradient) = (
      start, start + count, start + 2 * count, start + 3 * count, start + 4 * count
    )
    shares = start + 5 * count
    sharesGradient = shares + sizes.steps * sizes.steps
  }

  private var scale: Float { 1 / Float(sizes.size).squareRoot() }

  /// Fills q, k, v and the shares.
  func attend(_ run: Execution, _ qkv: Features, _ clip: Int) {
    for (part, target) in [q, k, v].enumerated() { read(run, qkv, clip, part: part, to: target) }
    products(q, k, shares)
    ck_softmax(shares, sizes.steps, sizes.steps, scale)
  }

  /// y = shares · v
  func gather() { product(matrix(shares), rows(v), y) }

  /// From y's gradient, which lies in `y`, those of q, k and v, numbered from 0 in this order.
  func backward(_ give: (UnsafeMutablePointer<Float>, Int) -> Void) {
    // dv = sharesᵀ · dy, dshares = dy · vᵀ
    product(matrix(shares).transposed, rows(y), gradient)
    give(gradient, 2)
    products(y, v, sharesGradient)
    ck_softmax_backward(shares, sharesGradient, sizes.steps, sizes.steps, scale)
    // dq = dscores · k, dk = dscoresᵀ · q
    product(matrix(sharesGradient), rows(k), gradient)
    give(gradient, 0)
    product(matrix(sharesGradient).transposed, rows(q), gradient)
    give(gradient, 1)
  }

  /// [steps, steps]
  private func matrix(_ values: UnsafePointer<Float>) -> ck_matrix {
    ck_matrix(values, step: sizes.steps)
  }

  /// [steps, size]
  private func rows(_ values: UnsafePointer<Float>) -> ck_matrix {
    ck_matrix(values, step: sizes.stride)
  }

  /// [steps, size]: of a matrix [steps, steps] with one.
  private func product(
    _ a: ck_matrix, _ b: ck_matrix, _ target: UnsafeMutablePointer<Float>
  ) {
    ck_product(a, b, nil, 0, target, sizes.stride, sizes.steps, sizes.steps, sizes.size)
  }

  /// [steps, steps]: of each row of a with each of b.
  private func products(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>
  ) {
    ck_product(
      rows(a), rows(b).transposed, nil, 0, target, sizes.steps, sizes.steps, sizes.size,
      sizes.steps)
  }

  /// Takes this head's features of a part, which has those of all heads side by side.
  func read(
    _ run: Execution, _ features: Features, _ clip: Int, part: Int,
    to target: UnsafeMutablePointer<Float>
  ) {
    for step in 0..<sizes.steps {
      let row = target + step * sizes.stride
      row.update(from: place(run, features, clip, step, part: part), count: sizes.size)
      (row + sizes.size).update(repeating: 0, count: sizes.stride - sizes.size)
    }
  }

  func write(
    _ values: UnsafeMutablePointer<Float>, _ run: Execution, to features: Features, _ clip: Int,
    part: Int
  ) {
    for step in 0..<sizes.steps {
      place(run, features, clip, step, part: part).update(
        from: values + step * sizes.stride, count: sizes.size)
    }
  }

  private func place(
    _ run: Execution, _ features: Features, _ clip: Int, _ step: Int, part: Int
  ) -> UnsafeMutablePointer<Float> {
    run.row(features, clip * sizes.steps + step) + part * sizes.features + number * sizes.size
  }
}
