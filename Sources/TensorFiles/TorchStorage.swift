/// Memory that tensors of torch look into, as a pickle declares it.
struct TorchStorage {
  let key: String
  let type: TorchStorageType
  /// Its elements.
  let count: Int

  /// Nil where that is more than an `Int` holds.
  var byteCount: Int? {
    let (size, overflow) = count.multipliedReportingOverflow(by: type.byteCount)
    return overflow ? nil : size
  }
}

/// What a storage consists of.
struct TorchStorageType {
  /// As torch names it, `torch.FloatStorage`.
  let name: String
  /// Of one element.
  let byteCount: Int
  /// Nil for elements that no tensor here has.
  let element: SafetensorsHeader.Element?

  /// Nil if torch has no storage of that name.
  init?(name: String) {
    guard let (byteCount, element) = Self.known[name] else { return nil }
    self.name = name
    self.byteCount = byteCount
    self.element = element
  }

  private static let known: [String: (Int, SafetensorsHeader.Element?)] = [
    "torch.DoubleStorage": (8, .float64),
    "torch.FloatStorage": (4, .float32),
    "torch.HalfStorage": (2, .float16),
    "torch.BFloat16Storage": (2, .bfloat16),
    "torch.LongStorage": (8, .int64),
    "torch.IntStorage": (4, .int32),
    "torch.ShortStorage": (2, nil),
    "torch.CharStorage": (1, nil),
    "torch.ByteStorage": (1, .uint8),
    "torch.BoolStorage": (1, nil),
    "torch.ComplexDoubleStorage": (16, nil),
    "torch.ComplexFloatStorage": (8, nil),
    "torch.QInt8Storage": (1, nil),
    "torch.QUInt8Storage": (1, nil),
    "torch.QInt32Storage": (4, nil),
    "torch.storage.UntypedStorage": (1, nil),
  ]
}

/// A view into a storage: element i, j, … lies at `offset` + i · strides[0] + j · strides[1] + ….
struct TorchTensor {
  let storage: Int
  let offset: Int
  let shape: [Int]
  let strides: [Int]
  /// The product of `shape`.
  let count: Int

  /// As many as torch allows.
  private static let mostAxes = 64

  /// Nil unless all of it lies within a storage of `available` elements.
  init?(storage: Int, available: Int, offset: Int, shape: [Int], strides: [Int]) {
    guard shape.count == strides.count, shape.count <= Self.mostAxes, offset >= 0,
      strides.allSatisfy({ $0 >= 0 }),
      let count = shape.elementCount
    else { return nil }
    var end = offset
    if count > 0 {
      for (extent, stride) in zip(shape, strides) {
        let (reach, isTooFar) = (extent - 1).multipliedReportingOverflow(by: stride)
        let (next, overflow) = end.addingReportingOverflow(reach)
        guard !isTooFar, !overflow else { return nil }
        end = next
      }
      guard end < available else { return nil }
    } else if offset > available {
      return nil
    }
    self.storage = storage
    self.offset = offset
    self.shape = shape
    self.strides = strides
    self.count = count
  }

  /// Whether its elements lie one behind the other, in C order.
  var isPacked: Bool {
    var step = 1
    for (extent, stride) in zip(shape, strides).reversed() where extent != 1 {
      guard stride == step else { return count == 0 }
      step *= extent
    }
    return true
  }

  /// Its elements of `size` bytes each in C order, out of its storage's bytes.
  func packed(_ bytes: ArraySlice<UInt8>, size: Int) -> ArraySlice<UInt8> {
    let base = bytes.startIndex
    guard !isPacked else { return bytes[(base + offset * size)...].prefix(count * size) }
    var packed: [UInt8] = []
    packed.reserveCapacity(count * size)
    var index = [Int](repeating: 0, count: shape.count)
    var place = offset
    for _ in 0..<count {
      packed += bytes[(base + place * size)...].prefix(size)
      for axis in shape.indices.reversed() {
        index[axis] += 1
        place += strides[axis]
        guard index[axis] == shape[axis] else { break }
        place -= strides[axis] * shape[axis]
        index[axis] = 0
      }
    }
    return packed[...]
  }
}
