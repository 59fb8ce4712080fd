import CKernels
import Numerics
import Testing

/// Values that a kernel can read: 64-byte aligned, never freed.
private func block(_ values: [Float]) -> UnsafeMutablePointer<Float> {
  let pointer = UnsafeMutableRawPointer.allocate(byteCount: values.count * 4, alignment: 64)
    .bindMemory(to: Float.self, capacity: values.count)
  pointer.update(from: values, count: values.count)
  return pointer
}

private func random(_ count: Int, seed: UInt64) -> [Float] {
  var stream = Philox(seed: seed, purpose: "kernels")
  return (0..<count).map { _ in Float(stream.normal()) }
}

private func floats(_ pointer: UnsafePointer<Float>, _ count: Int) -> [Float] {
  Array(UnsafeBufferPointer(start: pointer, count: count))
}

private func expectNear(
  _ found: [Float], _ expected: [Double], _ tolerance: Double = 1e-5,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let distance = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 0
  #expect(found.count == expected.count, sourceLocation: sourceLocation)
  #expect(distance <= tolerance, sourceLocation: sourceLocation)
}

@Suite struct KernelTests {
  @Test func adamWTakesItsStep() {
    let count = 48
    let (w, g) = (random(count, seed: 1), random(count, seed: 2))
    let (m, v) = (random(count, seed: 3), random(count, seed: 4).map { $0 * $0 })
    let step = ck_adamw(
      decay: 0.99, rest1: 0.1, beta2: 0.999, rest2: 0.001, step_size: 0.01, correction: 1.5,
      epsilon: 1e-8)
    let (ws, gs, ms, vs) = (block(w), block(g), block(m), block(v))
    let squares = ck_adamw_update(ws, gs, ms, vs, count, step)
    var (weights, first, second): ([Double], [Double], [Double]) = ([], [], [])
    for index in 0..<count {
      let gradient = Double(g[index])
      let mean = 0.9 * Double(m[index]) + 0.1 * gradient
      let square = 0.999 * Double(v[index]) + 0.001 * gradient * gradient
      let root = 1.5 * square.squareRoot() + 1e-8
      first.append(mean)
      second.append(square)
      weights.append(0.99 * Double(w[index]) - 0.01 * mean / root)
    }
    expectNear(floats(ms, count), first)
    expectNear(floats(vs, count), second)
    expectNear(floats(ws, count), weights)
    #expect(abs(squares - g.reduce(0) { $0 + Double($1) * Double($1) }) < 1e-9)
    #expect(floats(gs, count) == g)
  }

  @Test(arguments: [Float.nan, .infinity])
  func adamWSeesAGradientThatIsNoNumber(value: Float) {
    let zeros = block([Float](repeating: 0, count: 64))
    let step = ck_adamw(
      decay: 1, rest1: 0.1, beta2: 0.999, rest2: 0.001, step_size: 0.01, correction: 1,
      epsilon: 1e-8)
    #expect(ck_adamw_update(zeros, zeros, zeros + 16, zeros + 32, 16, step) == 0)
    #expect(floats(zeros, 64).allSatisfy { $0 == 0 })
    let gradient = block([0, 0, value] + [Float](repeating: 0, count: 13))
    #expect(!ck_adamw_update(zeros, gradient, zeros + 16, zeros + 32, 16, step).isFinite)
  }

  @Test func sgdTakesItsStep() {
    let count = 48
    let (w, g, m) = (random(count, seed: 1), random(count, seed: 2), random(count, seed: 3))
    let (ws, ms) = (block(w), block(m))
    let squares = ck_sgd_update(ws, block(g), ms, count, 0.1, 0.01, 0.9)
    var (moved, weights): ([Double], [Double]) = ([], [])
    for index in 0..<count {
      let weight = Double(w[index])
      moved.append(0.9 * Double(m[index]) + Double(g[index]) + 0.01 * weight)
      weights.append(weight - 0.1 * moved[index])
    }
    expectNear(floats(ms, count), moved)
    expectNear(floats(ws, count), weights)
    #expect(abs(squares - g.reduce(0) { $0 + Double($1) * Double($1) }) < 1e-9)
  }

  @Test func linearLayerAndItsGradients() {
    let (rows, stride, outputs) = (3, 24, 5)
    let x = random(rows * stride, seed: 1)
    let w = random(outputs * stride, seed: 2)
    let b = random(outputs, seed: 3)
    let dy = random(rows * outputs, seed: 4)
    // y and dy have room for eight outputs; each pass is done in two parts.
    let y = block([Float](repeating: 0, count: rows * 8))
    let paddedDy = block(
      (0..<rows).flatMap { dy[$0 * outputs..<($0 + 1) * outputs] + [0, 0, 0] })
    let (dx, dw, db) = (block(x), block(w), block(b))
    for (first, end) in [(0, 2), (2, outputs)] {
      ck_linear(block(x), block(w), block(b), y, rows, stride, 8, first, end)
      ck_linear_backward_weights(
        block(x), paddedDy, dw, db, rows, stride, 8, first, end)
    }
    for (first, end) in [(0, 1), (1, rows)] {
      ck_linear_backward_data(block(w), paddedDy, dx, stride, outputs, 8, first, end)
    }

    var logits = [Double](repeating: 0, count: rows * outputs)
    var dxs = [Double](repeating: 0, count: rows * stride)
    var dws = [Double](repeating: 0, count: outputs * stride)
    var dbs = [Double](repeating: 0, count: outputs)
    for row in 0..<rows {
      for output in 0..<outputs {
        let gradient = Double(dy[row * outputs + output])
        dbs[output] += gradient
        logits[row * outputs + output] += Double(b[output])
        for input in 0..<stride {
          let value = Double(x[row * stride + input])
          let weight = Double(w[output * stride + input])
          logits[row * outputs + output] += value * weight
          dxs[row * stride + input] += gradient * weight
          dws[output * stride + input] += gradient * value
        }
      }
    }
    expectNear((0..<rows).flatMap { floats(y + $0 * 8, outputs) }, logits)
    expectNear(floats(dx, rows * stride), dxs)
    expectNear(floats(dw, outputs * stride), dws)
    expectNear(floats(db, outputs), dbs)
  }

  @Test func standardisingMovesAndScales() {
    let x = random(37, seed: 1)
    let y = block(x)
    ck_standardise(y, x.count, 0.5, 2)
    expectNear(floats(y, x.count), x.map { (Double($0) - 0.5) / 2 })
  }

  @Test(arguments: [0, 1, 6])
  func rollingTurnsEveryRow(shift: Int) {
    let (rows, frames) = (3, 7)
    let x = random(rows * frames, seed: 1)
    let y = block(x)
    ck_roll(y, block([Float](repeating: 0, count: frames)), rows, frames, shift)
    #expect(
      floats(y, x.count)
        == x.indices.map { x[$0 / frames * frames + ($0 % frames + shift) % frames] })
  }

  @Test func mixingWeighs() {
    let (a, b) = (random(37, seed: 1), random(37, seed: 2))
    let y = block(a)
    ck_mix(block(a), block(b), y, 37, 0.3)
    expectNear(floats(y, 37), zip(a, b).map { 0.3 * Double($0) + 0.7 * Double($1) })
  }
}
