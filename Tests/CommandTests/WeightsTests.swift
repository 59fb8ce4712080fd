import Foundation
import TestSupport
import Testing

@Suite struct WeightsTests {
  private let files: TemporaryFolder
  private let configuration: String
  private let torchFile: [UInt8]
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let published = tests.appendingPathComponent(
    "../../shared/reference/transfer/mn04_as_mAP_432.pt")

  init() throws {
    files = try TemporaryFolder()
    configuration = "\(files.path)/pipeline.json"
    try #"{ "paths": { "weights": "kept" } }"#.write(
      toFile: configuration, atomically: true, encoding: .utf8)
    torchFile = Array(
      try Data(
        contentsOf: Self.tests.appendingPathComponent("TensorFilesTests/Golden/state.pt")))
  }

  private func run(_ arguments: String...) throws -> Program.Ending {
    try Program("soundmark", ["weights"] + arguments + ["--config", configuration]).wait()
  }

  private func kept(_ name: String) -> Data? {
    FileManager.default.contents(atPath: "\(files.path)/kept/\(name)")
  }

  private var keptNames: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(files.path)/kept")) ?? []).sorted()
  }

  @Test func listsWhatIsKnown() throws {
    let ending = try run()
    #expect(ending.status == 0, "\(ending)")
    for part in [
      "efficientat-mn04  4.1 MB  not fetched", "mn20_as_mAP_478.pt", "MIT", "no Freesound",
      "front end   efficientat", "Cnn14_mAP=0.431.pth", "CC BY 4.0", "vggish-10086976.pth",
      "resnet18-f37072fd.pth", "front end   none, made for pictures", "ImageNet, photographs",
    ] {
      #expect(ending.output.contains(part))
    }
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: published.path), "needs ../shared/reference"))
  func fetchesWhatWasPublished() throws {
    let bytes = Array(try Data(contentsOf: Self.published))
    let server = try LoopbackServer(["mn04_as_mAP_432.pt": bytes])
    let ending = try run("fetch", "efficientat-mn04", "--from", server.address)
    #expect(ending.status == 0, "\(ending)")
    #expect(kept("mn04_as_mAP_432.pt").map(Array.init) == bytes)
    #expect(keptNames == ["mn04_as_mAP_432.pt"])
    #expect(try run().output.contains("efficientat-mn04  4.1 MB  \(files.path)/kept/mn04"))
    // Nobody is asked again.
    let again = try run("fetch", "efficientat-mn04", "--from", "http://127.0.0.1:1")
    #expect(again.status == 0 && again.output.contains("there already"), "\(again)")
  }

  @Test func refusesOtherBytes() throws {
    let server = try LoopbackServer(["mn04_as_mAP_432.pt": torchFile])
    let ending = try run("fetch", "efficientat-mn04", "--from", server.address + "/")
    #expect(ending.status == 1)
    #expect(ending.errors.contains("expected 899a8c6217063f69"), "\(ending)")
    #expect(keptNames.isEmpty)
  }

  /// What its name says of its digest is enough.
  @Test func refusesWhatHasAnotherDigestThanItsName() throws {
    let server = try LoopbackServer(["resnet18-f37072fd.pth": torchFile])
    let ending = try run("fetch", "resnet18", "--from", server.address)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("expected one that begins with f37072fd; remove"), "\(ending)")
    #expect(keptNames.isEmpty)
  }

  @Test func keepsNothingOfWhatBreaksOff() throws {
    let server = try LoopbackServer(["mn05_as_mAP_443.pt": torchFile], missing: 100)
    let ending = try run("fetch", "efficientat-mn05", "--from", server.address)
    #expect(ending.status == 1 && ending.errors.contains("curl ended with 18"), "\(ending)")
    #expect(keptNames.isEmpty)
  }

  @Test func saysWhereNothingCanBeKept() throws {
    try files.write("in the way", to: "kept")
    let server = try LoopbackServer(["mn05_as_mAP_443.pt": torchFile])
    let ending = try run("fetch", "efficientat-mn05", "--from", server.address)
    #expect(ending.status == 1 && ending.errors.contains("\(files.path)/kept"), "\(ending)")
    #expect(try String(contentsOfFile: "\(files.path)/kept", encoding: .utf8) == "in the way")
  }

  /// What no digest is published for is held to the first file that was fetched.
  @Test func keepsTheFirstDigest() throws {
    let server = try LoopbackServer(["mn05_as_mAP_443.pt": torchFile])
    #expect(try run("fetch", "efficientat-mn05", "--from", server.address).status == 0)
    #expect(keptNames == ["mn05_as_mAP_443.pt", "mn05_as_mAP_443.pt.sha256"])
    let place = "\(files.path)/kept/mn05_as_mAP_443.pt"
    try Data(torchFile + [0]).write(to: URL(fileURLWithPath: place))
    let changed = try run("fetch", "efficientat-mn05", "--from", server.address)
    #expect(changed.status == 1 && changed.errors.contains("mAP_443.pt.sha256 says"), "\(changed)")

    let page = try LoopbackServer(["mn10_as_mAP_471.pt": Array("<html>log in</html>".utf8)])
    let refused = try run("fetch", "efficientat-mn10", "--from", page.address)
    #expect(refused.status == 1 && refused.errors.contains("begins neither"), "\(refused)")
    #expect(kept("mn10_as_mAP_471.pt") == nil)
  }

  /// Large files lie where there is room, and are linked.
  @Test func aLinkToWeightsWillDo() throws {
    let own = try files.write(torchFile, to: "elsewhere.pt")
    try FileManager.default.createDirectory(
      atPath: "\(files.path)/kept", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: "\(files.path)/kept/mn05_as_mAP_443.pt", withDestinationPath: own)
    let ending = try run("fetch", "efficientat-mn05", "--from", "http://127.0.0.1:1")
    #expect(ending.status == 0 && ending.output.contains("there already"), "\(ending)")
  }

  @Test func saysWhichFileToPutWhere() throws {
    let server = try LoopbackServer([:])
    for (address, status) in [(server.address, 22), ("http://127.0.0.1:1", 7)] {
      let ending = try run("fetch", "efficientat-mn04", "--from", address)
      #expect(ending.status == 1)
      #expect(ending.errors.contains("curl ended with \(status) at \(address)"), "\(ending)")
      let published = "https://github.com/fschmid56/EfficientAT/releases/download/v0.0.1/"
      #expect(ending.errors.contains("\(published)mn04_as_mAP_432.pt elsewhere"))
      #expect(ending.errors.contains("put it to \(files.path)/kept/mn04_as_mAP_432.pt"))
    }
    #expect(keptNames.isEmpty)
    #expect(try run("fetch", "efficientat").errors.contains("expected one of efficientat-mn04"))
  }
}
