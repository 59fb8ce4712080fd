import DataStages
import Foundation
import ModelStages
import Pipeline
import TestSupport
import Testing

@Suite(.serialized) struct TrainingEventsTests {
  let data: SmallDataSet

  init() throws {
    data = try SmallDataSet()
    data.overrides = ["training.tensorBoard=board"]
    for stage: any Stage in [IngestStage(), SegmentStage(), RenderStage()] {
      _ = try data.run(stage)
    }
  }

  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(data.folder)/\(folder)").sorted()
  }

  /// What was learned, as the manifest has it: tag, step, value.
  private func recorded() throws -> [Scalar] {
    let rows = try ManifestReader(data.manifest).query(
      """
      SELECT epoch, loss, history.accuracy, learning_rate, history.clips_per_second
      FROM training_history AS history JOIN runs USING (run) WHERE test_folds = '1' ORDER BY epoch
      """)
    return rows.flatMap { row in
      let values = row.split(separator: "|").map { Float($0)! }
      let tags = ["loss/train", "accuracy/train", "learning_rate", "clips_per_second"]
      return zip(tags, values.dropFirst()).map { Scalar($0, Int(values[0]), $1) }
    }
  }

  private func shown(_ folder: String) throws -> [Scalar] {
    let files = try names(in: "board/\(folder)")
    #expect(files.count == 1)
    #expect(files[0].hasPrefix("events.out.tfevents."))
    let path = "\(data.folder)/board/\(folder)/\(files[0])"
    return try EventReader(Array(Data(contentsOf: URL(filePath: path)))).scalars
  }

  @Test func aRunIsACurveUnderItsName() throws {
    _ = try data.run(TrainStage(folds: FoldSelection()))
    let folders = try names(in: "board")
    let key = try data.query(
      "SELECT lower(hex(key)) FROM run WHERE network = 'cnn4' AND test_folds = '1'")[0]
    #expect(folders.count == 3)
    #expect(folders.first == "cnn4-test-fold-1-\(key.prefix(8))")
    let shown = try shown(folders[0])
    #expect(shown.count == 8)
    #expect(try shown == recorded())
  }

  /// The whole history anew, in the place of what was there.
  @Test func aRunThatGoesOnIsOneCurve() throws {
    data.overrides.append("training.epochs=3")
    let fold1 = TrainStage(folds: FoldSelection(tested: [1]))
    // The state of epoch 2.
    let disk = FailingDisk(failingAt: 2, with: EIO, countingPathsWith: "/runs/")
    #expect(throws: (any Error).self) { try data.run(fold1, files: disk) }
    let folder = try names(in: "board")[0]
    let first = try shown(folder)
    #expect(first.map(\.step) == [1, 1, 1, 1])
    _ = try data.run(fold1)
    let whole = try shown(folder)
    #expect(whole.map(\.step) == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
    #expect(try whole == recorded())
    #expect(Array(whole.prefix(4)) == first)
  }

  @Test func aFolderThatCannotBeMadeStopsTheTrainingBeforeItBegins() throws {
    data.overrides = ["training.tensorBoard=metadata.csv/board"]
    #expect(throws: (any Error).self) { try data.run(TrainStage(folds: FoldSelection())) }
    #expect(try data.query("SELECT count(*) FROM epoch") == ["0"])
  }
}

struct Scalar: Equatable {
  let tag: String
  let step: Int
  let value: Float

  init(_ tag: String, _ step: Int, _ value: Float) {
    (self.tag, self.step, self.value) = (tag, step, value)
  }
}

/// Reads event files as far as these tests need it; checksums are tested elsewhere.
private struct EventReader {
  private(set) var scalars: [Scalar] = []

  init(_ bytes: [UInt8]) throws {
    var place = 0
    while place < bytes.count {
      let length = bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      let event = Message(bytes[place + 12..<place + 12 + length])
      let step = event.fields.first { $0.number == 2 }?.integer ?? 0
      for summary in event.fields where summary.number == 5 {
        for value in Message(summary.bytes).fields {
          let parts = Message(value.bytes).fields
          scalars.append(
            Scalar(
              String(decoding: parts[0].bytes, as: UTF8.self), step,
              Float(bitPattern: UInt32(parts[1].integer))))
        }
      }
      place += 16 + length
    }
  }
}

/// The fields of a protocol buffer.
private struct Message {
  struct Field {
    let number: Int
    let integer: Int
    let bytes: ArraySlice<UInt8>
  }
  private(set) var fields: [Field] = []

  init(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    func varint() -> Int {
      var (value, shift) = (0, 0)
      while let byte = rest.popFirst() {
        value |= Int(byte & 0x7F) << shift
        if byte < 0x80 { break }
        shift += 7
      }
      return value
    }
    func fixed(_ count: Int) -> Int {
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    while !rest.isEmpty {
      let key = varint()
      switch key & 7 {
      case 0: fields.append(Field(number: key >> 3, integer: varint(), bytes: []))
      case 1: fields.append(Field(number: key >> 3, integer: fixed(8), bytes: []))
      case 5: fields.append(Field(number: key >> 3, integer: fixed(4), bytes: []))
      default:
        let count = varint()
        fields.append(Field(number: key >> 3, integer: 0, bytes: rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
    }
  }
}
