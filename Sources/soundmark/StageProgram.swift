import Glibc
import ModelStages
import Pipeline

/// The stages, and what serves pages, are programs of their own, which lie beside this one.
enum StageProgram {
  private static let types = stageTypes + furtherStageTypes

  static let names = Set(types.map { $0.name } + ["serve"])

  /// The lines of `soundmark help` on stages.
  static let list: String = types.map {
    "  \($0.name.leftAligned(in: widest))   \($0.abstract)"
  }.joined(separator: "\n")

  private static let widest = types.map { $0.name.count }.max() ?? 0

  /// `soundmark ingest …` becomes `soundmark-ingest …`: signals and exit status are the stage's.
  static func replaceProcessIfAsked() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.count == 2, arguments[0] == "help", names.contains(arguments[1]) {
      arguments = [arguments[1], "--help"]
    }
    guard let stage = arguments.first, names.contains(stage) else { return }
    let program = folder() + "/soundmark-" + stage
    var pointers = ([program] + arguments.dropFirst()).map { strdup($0) }
    pointers.append(nil)
    execv(program, pointers)
    Reporter(style: .quiet).error(
      "Could not start \(program): \(String(cString: strerror(errno))); "
        + "install soundmark anew with make install.")
    exit(ExitStatus.failed)
  }

  private static func folder() -> String {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &path, path.count - 1)
    guard length > 0 else { return "." }
    let text = String(decoding: path[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return String(text[..<(text.lastIndex(of: "/") ?? text.startIndex)])
  }
}
