import Glibc
import Pipeline

/// The stages are programs of their own, which lie beside this one.
enum StageProgram {
  private static let abstracts = [
    "ingest": "List the clips, examine their files, note what is wrong.",
    "segment": "Decode, mix, resample and cut clips into windows.",
    "render": "Turn windows into spectrograms and previews.",
    "train": "Train a network for each fold on all the others.",
    "evaluate": "Test each run on the folds that it has not seen.",
  ]

  static func abstract(_ stage: String) -> String { abstracts[stage]! }

  /// `soundmark ingest …` becomes `soundmark-ingest …`: signals and exit status are the stage's.
  static func replaceProcessIfAsked() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.count == 2, arguments[0] == "help", abstracts[arguments[1]] != nil {
      arguments = [arguments[1], "--help"]
    }
    guard let stage = arguments.first, abstracts[stage] != nil else { return }
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
