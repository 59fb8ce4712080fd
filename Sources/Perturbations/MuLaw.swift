import Glibc
import Numerics

/// Coarse steps on a logarithmic scale, as of telephones: torchaudio's `MuLawEncoding` and `MuLawDecoding`.
package struct MuLaw: SoundChange {
  /// The steps from −1 to 1, less one.
  private let mu: Float

  /// 256 are a telephone's.
  static let levels = [256, 128, 64, 32, 16]

  package init(levels: Int) {
    mu = Float(levels - 1)
  }

  package func applied(to samples: [Float], _ draws: inout Philox) -> [Float] {
    samples.map { sample in
      let size = log1p(mu * min(abs(sample), 1)) / log1p(mu)
      let step = (((sample < 0 ? -size : size) + 1) / 2 * mu + 0.5).rounded(.down)
      let place = step / mu * 2 - 1
      let value = (exp(abs(place) * log1p(mu)) - 1) / mu
      return place < 0 ? -value : value
    }
  }
}
