import TensorFiles
import TestSupport
import Testing

@Suite struct EventFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Vectors of RFC 3720, B.4, and the check value that catalogues give.
  static let checksums: [([UInt8], UInt32)] = [
    (Array("123456789".utf8), 0xE306_9283), ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
    ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43), (Array(0..<32), 0x46DD_794E),
  ]

  @Test(arguments: checksums)
  func theChecksumIsCRC32C(_ bytes: [UInt8], _ expected: UInt32) {
    var sum = CRC32(.castagnoli)
    sum.add(bytes.span.bytes)
    #expect(sum.value == expected)
  }

  /// The file was written by TensorBoard's own code.
  @Test func recordsAreTensorBoards() throws {
    func scalars(_ step: Int, _ scalars: [(tag: String, value: Double)]) -> EventRecord {
      EventRecord(time: 1.7e9 + Double(step), step: step, .scalars(scalars))
    }
    func losses(_ loss: Double, _ accuracy: Double, _ rate: Double) -> [(String, Double)] {
      [("loss/train", loss), ("accuracy/train", accuracy), ("learning_rate", rate)]
    }
    let records = [
      EventRecord(time: 1.7e9, .version), EventRecord(time: 1.7e9, .start),
      scalars(1, losses(2.25, 0.125, 0.001)), scalars(2, losses(0, 0.1, 1e-30)),
      scalars(300, losses(.infinity, -1, 4e-5)), scalars(1 << 40, [("Größe", 3)]),
    ]
    #expect(records.flatMap(\.bytes) == (try Files.bytes(Files.golden + "events.tfevents")))
  }

  @Test func aFileGrowsRecordByRecord() throws {
    let path = folder.path + "/events.out.tfevents.1.here"
    let writer = try EventFileWriter(path: path, time: 5)
    let begin = EventRecord(time: 5, .version).bytes + EventRecord(time: 5, .start).bytes
    #expect(try Files.bytes(path) == begin)
    let record = EventRecord(time: 6, step: 1, .scalars([("loss/train", 0.5)]))
    try writer.append(record)
    #expect(try Files.bytes(path) == begin + record.bytes)
  }

  @Test func aPlaceThatCannotBeWrittenIsNamed() {
    let error = #expect(throws: TensorFileError.self) {
      _ = try EventFileWriter(path: "/nowhere/events.out.tfevents.1.here", time: 0)
    }
    #expect(error?.description.contains("/nowhere/events") == true)
  }
}
