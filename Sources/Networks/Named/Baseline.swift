/// What is trained beside a network to be compared with, under the name that views and reports have for
/// it; no network is called so.
package enum Baseline: String, CaseIterable, Sendable {
  /// Ridge regression on mean and deviation per band.
  case linear
  /// The clip's length alone.
  case duration
}
