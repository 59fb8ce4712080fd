extension ConfigurationKey {
  static let preview: [ConfigurationKey] = [
    .boolean("preview.enabled", \.preview.isEnabled, "Whether a PNG is drawn of each spectrogram."),
    .choice(
      "preview.colormap", \.preview.colormap, "The colours, from low to high.",
      appliesWhen: { $0.preview.isEnabled }),
    .number(
      "preview.dynamicRange", \.preview.dynamicRange, .above(0, to: 1_000),
      "How far below a clip's largest value the first colour lies, in the spectrogram's unit.",
      appliesWhen: { $0.preview.lower == nil }),
    .number(
      "preview.lower", \.preview.lower, .from(-1e6, to: 1e6),
      "The value of the first colour, the same for all clips; null: each clip's own.",
      appliesWhen: { $0.preview.isEnabled }),
    .number(
      "preview.upper", \.preview.upper, .from(-1e6, to: 1e6),
      "The value of the last colour, the same for all clips; null: each clip's own.",
      appliesWhen: { $0.preview.isEnabled }),
    .integer(
      "preview.scale", \.preview.scale, 1...16, "Pixels per value, both ways.",
      appliesWhen: { $0.preview.isEnabled }),
  ]
}
