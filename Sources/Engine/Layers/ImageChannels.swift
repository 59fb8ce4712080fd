import Networks

/// y = (x − mean)/deviation, each channel's own: [batch, 1, height, width] → [batch, 3, height, width].
extension ImageChannels: PlannedLayer {
  static var takesInput: Bool { true }

  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let channels = Self.means.indices
    var y = plan.features(try output(of: x.shape))
    y.wantsGradient = x.wantsGradient
    plan.add(Self.kind, "forward", uses: [x.tensor, y.tensor]) { [y] run, _ in
      run.team.forEach(x.batch) { clip in
        let (source, target) = (MapValues(x, clip: clip, run), MapValues(y, clip: clip, run))
        target.clear()
        for pixel in 0..<x.pixels {
          for channel in channels {
            target[channel, pixel] =
              (source[0, pixel] - Self.means[channel]) / Self.deviations[channel]
          }
        }
      }
    }
    return Planned(y) { dy in
      guard x.wantsGradient else { return nil }
      let dx = plan.features(x.shape)
      plan.add(Self.kind, "backward", uses: [dy.tensor, dx.tensor]) { run, _ in
        run.team.forEach(x.batch) { clip in
          let (slopes, target) = (MapValues(dy, clip: clip, run), MapValues(dx, clip: clip, run))
          target.clear()
          for pixel in 0..<x.pixels {
            target[0, pixel] = channels.reduce(0) {
              $0 + slopes[$1, pixel] / Self.deviations[$1]
            }
          }
        }
      }
      return dx
    }
  }
}
