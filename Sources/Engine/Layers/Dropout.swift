import Networks

/// y = x · mask, [batch, features]: the mask, 0 or 1 over the share that stays, comes with the batch.
extension Dropout: PlannedLayer {
  func training(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Planned {
    let mask = plan.keptFeatures(x.shape)
    plan.dropoutMasks.append(mask)

    func product(_ a: Features, _ pass: String) -> Features {
      let y = plan.features(a.shape, over: [a])
      plan.add(Self.kind, pass, uses: [a.tensor, mask.tensor, y.tensor]) { run, _ in
        let (values, kept, products) = (run.floats(a), run.floats(mask), run.floats(y))
        for index in 0..<a.batch * a.paddedChannels {
          products[index] = values[index] * kept[index]
        }
      }
      return y
    }
    return Planned(product(x, "forward")) { dy in product(dy, "backward") }
  }

  func inference(
    _ x: Features, _ rest: inout Following, _ plan: Planner
  ) throws -> Features { x }
}
