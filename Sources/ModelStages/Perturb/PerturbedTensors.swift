import Audio
import Configuration
import DataStages
import Learning
import Manifest
import Perturbations
import Pipeline
import Spectrogram
import Synchronization

/// The tensors of examples whose sounds something was done to, through the same front end. Nothing of them is
/// stored: as many as fit into ``memory`` are made at once, by all workers, and handed out one by one.
package final class PerturbedTensors: Sendable {
  /// What is done to the sound of a window; nil: nothing.
  package typealias Change =
    @Sendable (_ example: Example, _ sound: [Float]) -> [Float]

  private let clips: [Clip]
  /// The first example of each clip.
  private let starts: [Int]
  private let count: Int
  private let context: StageContext
  private let change: Change
  private let ready = Mutex(Ready())

  /// Bytes.
  private static let memory = 32 << 20

  private struct Clip: Sendable {
    let examples: [Example]
    let source: ClipWindows.Source
  }

  /// Tensors that are made, of the examples from `first` on.
  private struct Ready {
    var first = 0
    var tensors: [[Float]] = []
  }

  /// - Parameter examples: Those of a clip one after the other.
  package init(
    _ examples: [Example], in context: StageContext, change: @escaping Change
  ) throws {
    self.context = context
    self.change = change
    let sources = try ClipWindows.sources(of: Set(examples.map(\.clip)), in: context)
    var clips: [Clip] = []
    var starts: [Int] = []
    var rest = examples[...]
    while let first = rest.first {
      let own = rest.prefix { $0.clip == first.clip }
      guard let source = sources[first.clip] else { throw PerturbedSoundError(clip: first.name) }
      starts.append(rest.startIndex)
      clips.append(Clip(examples: Array(own), source: source))
      rest = rest.dropFirst(own.count)
    }
    self.clips = clips
    self.starts = starts
    count = examples.count
  }

  /// Fills `values` with the tensor of an example; quick where they are asked for in their order.
  ///
  /// - Throws: `AudioFault`, or `PerturbedTensors.Interrupted`.
  package func read(_ index: Int, into values: inout MutableSpan<Float>) throws {
    let tensor = try ready.withLock { ready in
      if !(ready.first..<ready.first + ready.tensors.count).contains(index) {
        ready = try made(from: index)
      }
      return ready.tensors[index - ready.first]
    }
    for place in values.indices { values[place] = tensor[place] }
  }

  struct Interrupted: Error {}

  /// The tensors of the clip that an example is of, and of those that follow it.
  private func made(from index: Int) throws -> Ready {
    let size = context.configuration.tensorShape.count * MemoryLayout<Float>.size
    let wanted = max(1, Self.memory / size)
    let begin = starts.lastIndex { $0 <= index }!
    let end = starts.firstIndex { $0 >= starts[begin] + wanted } ?? clips.count
    let (first, last) = (starts[begin], end < clips.count ? starts[end] : count)
    var made = [[Float]](repeating: [], count: last - first)
    try context.pool.run(
      Array(begin..<end), scratch: { [context] in try Worker(in: context) },
      work: { [self] place, worker in
        (starts[place], try worker.tensors(of: clips[place].examples, clips[place].source, change))
      },
      record: { outcomes in
        for (start, tensors) in outcomes {
          made.replaceSubrange(start - first..<start - first + tensors.count, with: tensors)
        }
      })
    if Interruption.isRequested { throw Interrupted() }
    return Ready(first: first, tensors: made)
  }

  /// From a clip to the tensors of its windows.
  final class Worker {
    private let windows: ClipWindows
    private var renderer: SpectrogramRenderer
    private let settings: SegmentSettings
    private let size: Int

    init(in context: StageContext) throws {
      let configuration = context.configuration
      windows = try ClipWindows(in: context)
      settings = configuration.segment
      renderer = try SpectrogramRenderer(
        configuration.spectrogram, sampleRate: settings.sampleRate)
      size = configuration.tensorShape.count
    }

    /// - Parameter examples: Of one clip.
    func tensors(
      of examples: [Example], _ source: ClipWindows.Source, _ change: Change
    ) throws -> [[Float]] {
      var tensors: [[Float]] = []
      try windows.read(source, wanted: examples.map(\.segment)) { _, sound in
        let window = padded(change(examples[tensors.count], sound))
        tensors.append(
          [Float](unsafeUninitializedCapacity: size) { values, count in
            var output = values.mutableSpan
            renderer.render(window.span, into: &output)
            count = size
          })
      }
      guard tensors.count == examples.count else {
        throw PerturbedSoundError(clip: examples[0].name)
      }
      return tensors
    }

    /// As long as a window: cut, or filled as segment fills it.
    private func padded(_ sound: [Float]) -> [Float] {
      let length = settings.windowLength
      guard sound.count < length else { return Array(sound.prefix(length)) }
      guard settings.padding == .repeat, !sound.isEmpty else {
        return sound + [Float](repeating: 0, count: length - sound.count)
      }
      return (0..<length).map { sound[$0 % sound.count] }
    }
  }
}

/// A clip's sound is not there as its tensors were made from it.
struct PerturbedSoundError: Error, CustomStringConvertible {
  let clip: String

  var description: String {
    """
    Could not hear \(clip) again: it is not as it was when its tensors were made; run soundmark ingest and \
    the stages after it again (make does).
    """
  }
}
