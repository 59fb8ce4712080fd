import Networks

/// [batch, channels, height, width] → [batch, width or height · width, channels], in float32.
extension Steps: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let y = plan.features(try output(of: x.shape))
    /// Pixels that make up a step, which are `x.width` apart where there are several.
    let bands = x.pixels / y.steps
    plan.add(Self.kind, "forward", uses: [x.tensor, y.tensor]) { run, _ in
      run.team.forEach(x.batch) { clip in
        let maps = MapValues(x, clip: clip, run)
        for step in 0..<y.steps {
          let row = run.row(y, clip * y.steps + step)
          for channel in 0..<x.channels {
            var sum: Float = 0
            for band in 0..<bands { sum += maps[channel, band * x.width + step] }
            row[channel] = sum / Float(bands)
          }
        }
      }
      run.clearPadding(of: y)
    }
    return Planned(y) { dy in
      guard x.wantsGradient else { return nil }
      let dx = plan.features(x.shape, lanes: x.lanes)
      plan.add(Self.kind, "backward", uses: [dy.tensor, dx.tensor]) { run, _ in
        run.team.forEach(x.batch) { clip in
          let maps = MapValues(dx, clip: clip, run)
          maps.clear()
          for step in 0..<y.steps {
            let row = run.row(dy, clip * y.steps + step)
            for channel in 0..<x.channels {
              for band in 0..<bands {
                maps[channel, band * x.width + step] = row[channel] / Float(bands)
              }
            }
          }
        }
      }
      return dx
    }
  }
}
