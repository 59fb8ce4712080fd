import Configuration
import DataStages
import Figures
import Imaging
import Manifest
import Pipeline
import Spectrogram
import TensorFiles

/// The spectrograms of a class on one page.
package struct ClassSheet {
  package let shown: Int
  package let clips: Int
  private let name: String
  private let examples: [Example]
  private let context: StageContext

  /// More are too small to tell apart on a screen.
  private static let most = 50

  /// The first segments of the class's clips, evenly spread over all of them if they are many.
  ///
  /// - Throws: `InspectionError.noSuchClass`, or `StageError` when the class has no tensor.
  package init(of name: String, in context: StageContext) throws {
    let classes = try context.manifest.classes(of: context.rows.dataSet)
    guard let label = classes.firstIndex(of: name) else {
      throw InspectionError.noSuchClass(name, known: classes)
    }
    let all = try context.examples()
      .filter { $0.label == label && $0.segment == 0 }
    guard !all.isEmpty else { throw StageError.notRendered(what: "of the class \(name)") }
    clips = all.count
    shown = min(all.count, Self.most)
    let (shown, clips) = (shown, clips)
    examples = (0..<shown).map { all[$0 * clips / shown] }
    self.name = name
    self.context = context
  }

  /// A clip's name without its ending and without the folder of the class, which the title names.
  package static func caption(_ clip: String, of label: String) -> String {
    let name = clip.withoutEnding
    return name.hasPrefix(label + "/") ? String(name.dropFirst(label.count + 1)) : name
  }

  package func encoded() throws -> [UInt8] {
    let configuration = context.configuration
    let shape = configuration.tensorShape
    let reader = TensorReader(examples, shape: shape, store: context.store)
    var values = [Float](repeating: 0, count: shape.count)
    let preview = SpectrogramPreview(configuration.preview ?? PreviewSettings())
    let foldNames = try context.foldNames()
    let cells = try examples.indices.map { index in
      var memory = values.mutableSpan
      try reader.read(index, into: &memory)
      return ContactSheet.Cell(
        image: preview.image(of: values.span, bands: shape.bands, frames: shape.frames),
        caption:
          "\(Self.caption(examples[index].name, of: name)) · fold \(foldNames[examples[index].fold])"
      )
    }
    let selection = shown < clips ? "\(shown) of \(clips) clips" : counted(clips, "clip")
    return try ContactSheet(
      title: name,
      subtitle: """
        \(configuration.dataset.name) · \(selection) · front end \
        \(FrontEndCard(configuration).hash.prefix(12))
        """, cells: cells
    ).encoded(texts: [("Title", name)] + configuration.pictureTexts)
  }
}
