import Networks

/// [batch, channels, height, width] → [batch, channels, width, height].
extension Transposition: PlannedLayer {
  static var takesInput: Bool { true }

  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let y = plan.transposed(x, pass: "forward", from: x)
    return Planned(y) { dy in
      x.wantsGradient ? plan.transposed(dy, pass: "backward", from: y) : nil
    }
  }
}

extension Planner {
  /// - Parameter features: whose height and width the values `x` have.
  fileprivate func transposed(_ x: Features, pass: String, from features: Features) -> Features {
    let (height, width) = (features.height, features.width)
    let shape = FeatureShape.map(channels: x.channels, height: width, width: height)
    var y = x.isInput ? unblocked(shape) : self.features(shape, lanes: x.lanes)
    y.wantsGradient = features.wantsGradient
    let (planes, bytes) = (x.batch * (x.inputPlanes ?? x.blocks), x.lanes * x.bytes)
    add(Transposition.kind, pass, uses: [x.tensor, y.tensor]) { [y] run, _ in
      run.team.forEach(planes) { plane in
        let (source, target) = (run[x, plane], run[y, plane])
        for row in 0..<height {
          for column in 0..<width {
            (target + (column * height + row) * bytes).copyMemory(
              from: source + (row * width + column) * bytes, byteCount: bytes)
          }
        }
      }
    }
    return y
  }
}
