import ArgumentParser
import Audio
import Cache
import Configuration
import ModelStages
import Pipeline

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find what sounds like a file or a clip among a project's clips.",
    discussion: """
      By the embeddings that training.weights make of them and a probe has left in the cache: the cosine of the \
      angle between two, exactly, 1 for the same. Of a sound of several segments, the one that is most like a \
      segment counts.
      """)

  @OptionGroup var options: CommandOptions

  @Option(
    name: .long, help: ArgumentHelp("A clip of the project's by its name.", valueName: "name"))
  var clip: String?

  @Option(name: .long, help: ArgumentHelp("How many segments to show.", valueName: "count"))
  var top = 20

  @Argument(help: ArgumentHelp("A sound file.", valueName: "file"))
  var file: String?

  func validate() throws {
    guard top >= 1 else { throw ValidationError("--top is \(top), expected 1 or more.") }
    guard (clip == nil) != (file == nil) else {
      throw ValidationError("Say what to search for: a sound file, or --clip with a clip's name.")
    }
  }

  func run() throws {
    let reporter = options.reporter
    let configuration = try PipelineConfiguration.load(
      path: options.config, overrides: options.overrides)
    let store = ObjectStore(root: configuration.paths.cache)
    let context = try StageContext(lookingAt: configuration, store, reporter)
    guard let inUse = try CacheLocks(store: store).shareCache() else { return }
    let search = try SoundSearch(in: context)
    let matches: [SoundSearch.Match]
    do {
      matches =
        if let clip {
          try search.matches(ofClip: clip, count: top)
        } else {
          try search.matches(ofFile: file!, count: top)
        }
    } catch let fault as AudioFault {
      reporter.show(fault, of: file ?? "")
      throw CommandExit(ExitStatus.failed)
    }
    _ = consume inUse
    reporter.note("search: among \(counted(search.count, "segment"))")
    let width = matches.map(\.label.count).max() ?? 0
    for match in matches {
      let label = match.label + String(repeating: " ", count: width - match.label.count)
      reporter.result(
        "\(decimals(match.similarity, 3))  \(label)  \(match.clip)  from \(decimals(match.start, 2)) s"
      )
      var object = JSONObject()
      object.set("event", "match")
      object.set("similarity", match.similarity)
      object.set("clip", match.clip)
      object.set("label", match.label)
      object.set("fold", match.fold)
      object.set("start_seconds", match.start)
      reporter.result(object)
    }
  }
}
