/// Hertz along a spectrogram's side, and seconds below it.
struct SpectrogramAxes {
  /// The centre of each band in Hz, ascending.
  let bandFrequencies: [Double]
  let seconds: Double

  private static let labelHeight = 14.0
  private static let faint: UInt32 = 0x777777
  private static let line: UInt32 = 0x555555

  /// - Parameter title: Where the axis's title stands, across.
  func drawFrequencies(along box: Box, titled title: Double, on canvas: borrowing Canvas) {
    canvas.text(
      "frequency, Hz", x: title, y: box.y + box.height / 2, align: .center, degrees: -90,
      color: Self.faint)
    let lowest = bandFrequencies[0]
    let highest = bandFrequencies[bandFrequencies.count - 1]
    let ticks =
      isEvenlySpaced
      ? Ticks.even(from: lowest, to: highest, about: 8) : Ticks.decades(from: lowest, to: highest)
    var free = Double.infinity
    for tick in ticks {
      let y = box.bottom - (band(of: tick) + 0.5) / Double(bandFrequencies.count) * box.height
      guard free - y >= Self.labelHeight else { continue }
      free = y
      canvas.stroke([(box.x - 4, y), (box.x, y)], Self.line)
      canvas.text(Ticks.label(tick), x: box.x - 8, y: y, align: .right)
    }
  }

  func drawSeconds(under box: Box, on canvas: borrowing Canvas) {
    for tick in Ticks.even(from: 0, to: seconds, about: 8) {
      let x = box.x + tick / seconds * box.width
      canvas.stroke([(x, box.bottom), (x, box.bottom + 4)], Self.line)
      canvas.text(Ticks.label(tick), x: x, y: box.bottom + 14, align: .center)
    }
    canvas.text(
      "time, s", x: box.x + box.width / 2, y: box.bottom + 34, align: .center, color: Self.faint)
  }

  /// Where among the bands a frequency lies, between two centres in proportion.
  private func band(of frequency: Double) -> Double {
    guard let above = bandFrequencies.firstIndex(where: { $0 >= frequency }) else {
      return Double(bandFrequencies.count - 1)
    }
    guard above > 0 else { return 0 }
    let (low, high) = (bandFrequencies[above - 1], bandFrequencies[above])
    return Double(above - 1) + (frequency - low) / (high - low)
  }

  private var isEvenlySpaced: Bool {
    guard bandFrequencies.count > 2 else { return true }
    let last = bandFrequencies.count - 1
    let first = bandFrequencies[1] - bandFrequencies[0]
    return abs(bandFrequencies[last] - bandFrequencies[last - 1] - first) < 0.01 * first
  }
}
