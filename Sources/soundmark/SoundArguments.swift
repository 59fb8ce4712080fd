import ArgumentParser
import Audio
import Configuration
import DataSets
import Engine
import Glibc
import ModelStages
import Pipeline

/// What commands take that listen to sounds by a model.
struct SoundArguments: ParsableArguments {
  @OptionGroup var model: ModelArguments

  @Argument(
    help: ArgumentHelp("Sound files, and folders of them at any depth.", valueName: "file"))
  var files: [String]

  /// The files, and what lies in folders. That there is none is said, and ends the command.
  func sounds(_ options: CommandOptions) throws -> [String] {
    let sounds = try files.flatMap { file -> [String] in
      guard isFolder(file) else { return [file] }
      let folder = try SoundFolder(file)
      if let sentence = folder.passedOver.sentence { options.reporter.note("\(file): \(sentence)") }
      if folder.sounds.isEmpty { options.reporter.warn("There is no sound file in \(file).") }
      return folder.sounds
    }
    let faults = sounds.compactMap(Self.missing)
    if faults.count == sounds.count {
      // Of a file that is not there, no model could say anything: that there is none comes second.
      for (file, fault) in zip(sounds, faults) { options.reporter.show(fault, of: file) }
      throw CommandExit(ExitStatus.failed)
    }
    return sounds
  }

  /// Calls `body` with each sound. Whether it could make something of all of them is returned; what it
  /// could not is said, and handed to `failed`.
  func forEach(
    _ sounds: [String], _ options: CommandOptions, _ body: (String) throws -> Void,
    failed: (_ file: String, AudioFault) -> Void = { _, _ in }
  ) throws -> Bool {
    var given = GivenArguments()
    var isFaultless = true
    for file in sounds where !Interruption.isRequested {
      do {
        if let name = given.badName(file) {
          isFaultless = false
          let fault = AudioFault(.badName, "\(name): \(ClipNameFault.badName).")
          options.reporter.show(fault, of: name)
          failed(name, fault)
          continue
        }
        try body(file)
      } catch let fault as AudioFault {
        isFaultless = false
        options.reporter.show(fault, of: file)
        failed(file, fault)
      }
    }
    return isFaultless
  }

  private func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func missing(_ file: String) -> AudioFault? {
    guard access(file, F_OK) != 0, !file.unicodeScalars.contains("\u{FFFD}") else { return nil }
    return AudioFault(
      .missing, "There is no file \(file); check the name, and the folder that it is looked for in."
    )
  }
}

extension Reporter {
  func show(_ fault: AudioFault, of file: String) {
    error("\(fault.category.rawValue): \(fault.message)")
    var object = JSONObject()
    object.set("event", "fault")
    object.set("file", file)
    object.set("category", fault.category.rawValue)
    object.set("message", fault.message)
    result(object)
  }
}
