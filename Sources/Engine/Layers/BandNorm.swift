import Networks

/// y = γ·(x − mean)/σ + β, each band's own: [batch, 1, bands, frames] → the same.
extension BandNorm: PlannedLayer {
  static var takesInput: Bool { true }

  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let bands = x.height
    let scale = plan.parameters.add(norm.scale(channels: bands), columns: bands)
    let shift = plan.parameters.add(norm.shift(channels: bands), columns: bands)
    let running = plan.parameters.addStatistics(name, channels: bands)
    let coefficients = BatchNormCoefficients(channels: bands, plan)
    let isFixed = plan.fixesStatistics
    let sums = plan.tensor(byteCount: 2 * bands * MemoryLayout<Double>.stride)
    plan.add(
      name, "statistics", uses: [x.tensor, sums, coefficients.tensor]
    ) { run, _ in
      let means = run[sums].assumingMemoryBound(to: Double.self)
      let squares = means + bands
      if !isFixed {
        let maps = run.maps(x)
        run.team.forEach(bands) { band in
          let count = Double(x.batch * x.width)
          let mean = maps.sum(over: band, of: x) { clip, pixel in Double(clip[0, pixel]) } / count
          means[band] = mean
          squares[band] = maps.sum(over: band, of: x) { clip, pixel in
            let distance = Double(clip[0, pixel]) - mean
            return distance * distance
          }
        }
      }
      let c = coefficients.pointers(run)
      for band in 0..<bands {
        var (mean, variance) = (Double(running.mean[band]), Double(running.variance[band]))
        if !isFixed {
          let moments = Moments(
            count: Double(x.batch * x.width), mean: means[band], squares: squares[band])
          (mean, variance) = (moments.mean, moments.variance)
          running.move(band, towards: moments, momentum: norm.momentum)
        }
        c.set(
          band, mean: mean, variance: variance, epsilon: norm.epsilon,
          gamma: run.weights(scale)[band], beta: run.weights(shift)[band])
      }
      if !isFixed { running.batches += 1 }
    }
    // In blocks, since a convolution has a gradient for these alone.
    let y = plan.features(x.shape)
    normalised(x, y, coefficients, plan)

    // With n = batch · frames: dβ = Σ dy, dγ = Σ dy·(x − mean)/σ,
    // dx = γ/σ · (dy − dβ/n − (x − mean)/σ · dγ/n), and γ/σ · dy where mean and σ are fixed
    return Planned(y) { dy in
      let dx = x.wantsGradient ? plan.features(x.shape) : nil
      plan.add(
        name, "backward",
        uses: [x.tensor, dy.tensor, coefficients.tensor] + (dx.map { [$0.tensor] } ?? [])
      ) { run, _ in
        let (maps, slopes) = (run.maps(x), run.maps(dy))
        let results = dx.map { run.maps($0) }
        results?.forEach { $0.clear() }
        let c = coefficients.pointers(run)
        run.team.forEach(bands) { band in
          let (mean, inverse) = (Double(c.mean[band]), Double(c.inverseDeviation[band]))
          var (dBeta, dGamma) = (0.0, 0.0)
          forEachPixel(of: x, in: band) { clip, pixel in
            let slope = Double(slopes[clip][0, pixel])
            dBeta += slope
            dGamma += slope * (Double(maps[clip][0, pixel]) - mean) * inverse
          }
          run.gradient(scale)[band] = Float(dGamma)
          run.gradient(shift)[band] = Float(dBeta)
          guard let results else { return }
          let share = isFixed ? 0 : 1 / Double(x.batch * x.width)
          forEachPixel(of: x, in: band) { clip, pixel in
            let distance = (Double(maps[clip][0, pixel]) - mean) * inverse
            results[clip][0, pixel] = Float(
              Double(c.scale[band])
                * (Double(slopes[clip][0, pixel]) - share * (dBeta + distance * dGamma)))
          }
        }
      }
      return dx
    }
  }

  /// With the running statistics.
  func inference(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Features {
    let (gain, offset) = try norm.affine(channels: x.height, plan.weights!)
    let coefficients = BatchNormCoefficients(channels: x.height, plan)
    plan.add(name, "coefficients", uses: [coefficients.tensor]) { run, _ in
      let c = coefficients.pointers(run)
      for band in 0..<x.height {
        (c.scale[band], c.shift[band]) = (Float(gain[band]), Float(offset[band]))
      }
    }
    let y = x.isInput ? plan.unblocked(x.shape) : plan.features(x.shape)
    normalised(x, y, coefficients, plan)
    return y
  }

  /// Plans y = x·scale + shift.
  private func normalised(
    _ x: Features, _ y: Features, _ coefficients: BatchNormCoefficients, _ plan: Planner
  ) {
    plan.add(name, "normalise", uses: [x.tensor, y.tensor, coefficients.tensor]) { run, _ in
      let c = coefficients.pointers(run)
      run.team.forEach(x.batch) { clip in
        let (source, target) = (MapValues(x, clip: clip, run), MapValues(y, clip: clip, run))
        target.clear()
        for pixel in 0..<x.pixels {
          let band = pixel / x.width
          target[0, pixel] = source[0, pixel] * c.scale[band] + c.shift[band]
        }
      }
    }
  }
}

/// Goes over a band's frames in all clips.
private func forEachPixel(of x: Features, in band: Int, _ body: (_ clip: Int, _ pixel: Int) -> Void)
{
  for clip in 0..<x.batch {
    for pixel in band * x.width..<(band + 1) * x.width { body(clip, pixel) }
  }
}

extension [MapValues] {
  fileprivate func sum(
    over band: Int, of x: Features, _ value: (_ clip: MapValues, _ pixel: Int) -> Double
  ) -> Double {
    var sum = 0.0
    forEachPixel(of: x, in: band) { clip, pixel in sum += value(self[clip], pixel) }
    return sum
  }
}

extension Execution {
  fileprivate func maps(_ features: Features) -> [MapValues] {
    (0..<features.batch).map { MapValues(features, clip: $0, self) }
  }
}
