import Networks

/// [batch, channels, height, width] → [batch, channels · height · width].
extension Flattening: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let y = plan.features(try output(of: x.shape))
    plan.add(Self.kind, "forward", uses: [x.tensor, y.tensor]) { run, _ in
      run.team.forEach(x.batch) { clip in
        let (maps, row) = (MapValues(x, clip: clip, run), run.row(y, clip))
        forEachValue(of: x) { place, channel, pixel in row[place] = maps[channel, pixel] }
        (row + y.channels).update(repeating: 0, count: y.paddedChannels - y.channels)
      }
    }
    return Planned(y) { dy in
      guard x.wantsGradient else { return nil }
      let dx = plan.features(x.shape, lanes: x.lanes)
      plan.add(Self.kind, "backward", uses: [dy.tensor, dx.tensor]) { run, _ in
        run.team.forEach(x.batch) { clip in
          let (maps, row) = (MapValues(dx, clip: clip, run), run.row(dy, clip))
          maps.clear()
          forEachValue(of: x) { place, channel, pixel in maps[channel, pixel] = row[place] }
        }
      }
      return dx
    }
  }

  private func forEachValue(
    of x: Features, _ body: (_ place: Int, _ channel: Int, _ pixel: Int) -> Void
  ) {
    for channel in 0..<x.channels {
      for pixel in 0..<x.pixels {
        body(
          place(channel: channel, pixel: pixel, channels: x.channels, pixels: x.pixels), channel,
          pixel)
      }
    }
  }
}
