import Imaging

/// `PreviewSettings` with a value for each key.
struct PreviewKeys: Sendable {
  var isEnabled = true
  var colormap = PreviewSettings().colormap
  var dynamicRange: Float = 80
  var lower: Float?
  var upper: Float?
  var scale = PreviewSettings().scale

  /// nil when no previews are wanted.
  var settings: PreviewSettings? {
    guard isEnabled else { return nil }
    let range: PreviewSettings.Range =
      if let lower, let upper {
        .fixed(lower: lower, upper: upper)
      } else {
        .perClip(dynamicRange: dynamicRange)
      }
    return PreviewSettings(colormap: colormap, range: range, scale: scale)
  }
}
