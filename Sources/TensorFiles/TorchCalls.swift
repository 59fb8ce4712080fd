// The calls of a state dictionary, by name.
extension PickleHeap {
  /// What calling a function with a tuple would give.
  mutating func made(
    by callable: PickleValue, of arguments: PickleValue, _ scanner: BinaryScanner
  ) throws(BinaryScanner.Fault) -> PickleValue {
    guard case .name(let name) = callable else { return object(callable) }
    let values = Array(sequence(arguments) ?? [])
    switch name {
    case "collections.OrderedDict": return newDictionary(members(values.first))
    case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2":
      return try tensor(values, scanner)
    case "torch._utils._rebuild_parameter": return values.first ?? .none
    default: return .made(by: name)
    }
  }

  /// What calling anything would give, where only its origin matters.
  func object(_ callable: PickleValue) -> PickleValue {
    switch callable {
    case .name(let name), .made(let name): .made(by: name)
    default: .inert("an object")
    }
  }

  /// The members of a list of pairs, as Python 2 makes ordered dictionaries.
  private func members(_ list: PickleValue?) -> [(key: String, value: PickleValue)] {
    list.flatMap(sequence)?.compactMap { pair in
      guard let pair = sequence(pair), pair.count == 2, case .text(let key) = pair.first! else {
        return nil
      }
      return (key, pair.last!)
    } ?? []
  }

  /// A tensor of its storage, offset, sizes and strides; whatever follows changes no value, but for
  /// metadata (of conjugates and negatives), which is the seventh.
  private mutating func tensor(
    _ values: [PickleValue], _ scanner: BinaryScanner
  ) throws(BinaryScanner.Fault) -> PickleValue {
    guard values.count >= 4 else {
      throw scanner.fault(found: "a tensor of \(values.count) values", expected: "at least 4")
    }
    guard case .storage(let storage) = values[0] else {
      return object(values[0])
    }
    if values.count > 6 { return .inert("a tensor with metadata") }
    guard case .integer(let offset) = values[1], let shape = integers(values[2]),
      let strides = integers(values[3])
    else {
      throw scanner.fault(
        found: "a tensor with an offset, sizes or strides that are none",
        expected: "whole numbers")
    }
    let available = storages[storage].count
    guard
      let tensor = TorchTensor(
        storage: storage, available: available, offset: offset, shape: shape, strides: strides)
    else {
      throw scanner.fault(
        found: "a tensor of shape \(shape) and strides \(strides) from element \(offset) on",
        expected: "it within its storage of \(available)")
    }
    tensors.append(tensor)
    return .tensor(tensors.count - 1)
  }

  /// The storage of a persistent id: `("storage", type, key, location, count)`, in the older format
  /// with a view into another storage behind, or none.
  mutating func storage(
    _ id: PickleValue, _ scanner: BinaryScanner
  ) throws(BinaryScanner.Fault) -> PickleValue {
    let values = Array(sequence(id) ?? [])
    // A class whose source the older format keeps beside it.
    if values.count >= 2, case .text("module") = values[0] { return values[1] }
    guard values.count >= 5, case .text("storage") = values[0] else {
      return .inert("an object that lies elsewhere")
    }
    guard case .name(let name) = values[1], let type = TorchStorageType(name: name) else {
      return object(values[1])
    }
    guard case .text(let key) = values[2], case .integer(let count) = values[4], count >= 0 else {
      throw scanner.fault(
        found: "a storage whose key or size is none", expected: "a text and a whole number")
    }
    if values.count > 5, case .none = values[5] {
    } else if values.count > 5 {
      return .inert("a view into another storage")
    }
    storages.append(TorchStorage(key: key, type: type, count: count))
    return .storage(storages.count - 1)
  }
}
