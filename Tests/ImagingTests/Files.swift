import TensorFiles

enum Files {
  static let golden =
    "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Golden/"

  static func bytes(_ name: String) throws -> [UInt8] { try FileBytes.read(path: golden + name) }
}
