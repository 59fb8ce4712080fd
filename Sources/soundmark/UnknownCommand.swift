import ArgumentParser
import JSON
import Glibc
import Pipeline

/// A command that is not there, such as `stauts`: said with the one that may have been meant.
enum UnknownCommand {
  static func endProcessIfAsked() {
    guard let name = CommandLine.arguments.dropFirst().first, !name.hasPrefix("-") else { return }
    let known =
      StageProgram.names.sorted() + ["help"]
      + SoundmarkCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard !known.contains(name) else { return }
    let nearest = NearestKey.nearest(to: name, among: known)
    Reporter(style: .quiet).error(
      "There is no command '\(name)'; did you mean '\(nearest)'? soundmark help lists them all.")
    exit(ExitStatus.usage)
  }
}
