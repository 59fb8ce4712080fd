import ArgumentParser
import Pipeline

/// What evaluate takes beside what every stage takes.
package struct EvaluateOptions: ParsableArguments {
  @OptionGroup package var folds: FoldOptions

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp(
      """
      Also find out how many sounds are caught that are none of the classes: classes of the data set, which are held \
      out together, or folders of other sounds.
      """, valueName: "class or folder"))
  package var unknown: [String] = []

  package init() {}

  /// With nothing unknown.
  init(_ folds: FoldOptions) {
    self.folds = folds
    unknown = []
  }
}
