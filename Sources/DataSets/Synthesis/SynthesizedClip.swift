/// One clip of a synthesized data set: its row of the metadata, and the format of its file.
public struct SynthesizedClip: Hashable, Sendable {
  /// What the clip was cut from; all clips of a recording are in one fold (the CSV's `fsID`).
  public let recording: Int
  public let label: UrbanSoundClass
  /// Which sounding of its source within the recording.
  public let occurrence: Int
  /// Which cut of that occurrence.
  public let slice: Int
  /// Where the clip starts in its recording, in frames.
  public let startFrame: Int
  public let frames: Int
  /// 1: in the foreground, 2: in the background.
  public let salience: Int
  /// Counted from 1.
  public let fold: Int
  public let format: WaveFormat

  package init(
    recording: Int, label: UrbanSoundClass, occurrence: Int, slice: Int, startFrame: Int,
    frames: Int, salience: Int, fold: Int, format: WaveFormat
  ) {
    self.recording = recording
    self.label = label
    self.occurrence = occurrence
    self.slice = slice
    self.startFrame = startFrame
    self.frames = frames
    self.salience = salience
    self.fold = fold
    self.format = format
  }

  /// `[fsID]-[classID]-[occurrence]-[slice].wav`.
  public var name: String {
    "\(recording)-\(label.classID)-\(occurrence)-\(slice).wav"
  }

  /// Relative to the data set's root.
  public var path: String {
    "audio/fold\(fold)/\(name)"
  }

  /// Seconds from the start of the recording.
  public var start: Double {
    Double(startFrame) / Double(format.sampleRate)
  }

  /// Seconds from the start of the recording.
  public var end: Double {
    Double(startFrame + frames) / Double(format.sampleRate)
  }

  /// The size of the clip's WAV file.
  public var byteCount: Int {
    format.byteCount(frames: frames)
  }

  static let metadataHeader = "slice_file_name,fsID,start,end,salience,fold,classID,class"

  var metadataRow: String {
    let (start, end) = (Self.decimal(start), Self.decimal(end))
    return
      "\(name),\(recording),\(start),\(end),\(salience),\(fold),\(label.classID),\(label.rawValue)"
  }

  /// Seconds to the microsecond, as UrbanSound8K writes them: `58.5`, `0.317551`.
  private static func decimal(_ seconds: Double) -> String {
    Double((seconds * 1e6).rounded() / 1e6).description
  }
}
