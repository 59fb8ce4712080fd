/// The sound files of a folder, at any depth: not as a data set, but to be asked about.
public struct SoundFolder: Sendable {
  /// Paths that begin with the folder's, in the order of their bytes.
  public let sounds: [String]
  public let passedOver: PassedOver

  /// - Throws: `DataSetError` where a folder cannot be read.
  public init(_ folder: String) throws(DataSetError) {
    var walk = FolderWalk(folder)
    let endings = SoundEndings(DataSetSettings.knownSoundEndings)
    let files = try walk.files(below: []) ?? []
    for file in files where !endings.isEnding(of: file) { walk.passOver(file, .noSound) }
    let start = folder.hasSuffix("/") ? folder : folder + "/"
    sounds = files.filter(endings.isEnding).map { start + FolderWalk.text($0) }
    passedOver = walk.passedOver
  }
}
