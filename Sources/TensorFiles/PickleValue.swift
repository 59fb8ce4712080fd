/// What is left of a value of a pickle: enough to find tensors. It holds places in a ``PickleHeap``,
/// so that no depth of nesting costs a stack.
enum PickleValue {
  case none
  case flag(Bool)
  case integer(Int)
  case text(String)
  /// Elements `first..<first + count` of the heap.
  case tuple(first: Int32, count: Int32)
  case list(Int)
  case dictionary(Int)
  case storage(Int)
  case tensor(Int)
  /// A function or class by its full name. Nothing is ever looked up by it.
  case name(String)
  /// What a function or class of that name would make.
  case made(by: String)
  /// Anything else, by its kind.
  case inert(StaticString)

  var shown: String {
    switch self {
    case .none: "nothing"
    case .flag(let flag): "\(flag)"
    case .integer(let integer): "the number \(integer)"
    case .text: "a text"
    case .tuple: "a tuple"
    case .list: "a list"
    case .dictionary: "a dictionary"
    case .storage: "a storage"
    case .tensor: "a tensor"
    case .name(let name): "the name '\(name.prefix(200))'"
    case .made(let name): "an object of '\(name.prefix(200))', which is never looked up"
    case .inert(let kind): "\(kind)"
    }
  }
}

/// What the values of a pickle consist of.
struct PickleHeap {
  var elements: [PickleValue] = []
  var lists: [[PickleValue]] = []
  /// Members with texts as keys.
  var dictionaries: [[(key: String, value: PickleValue)]] = []
  var storages: [TorchStorage] = []
  var tensors: [TorchTensor] = []

  /// The elements of a tuple or list; nil of anything else.
  func sequence(_ value: PickleValue) -> ArraySlice<PickleValue>? {
    switch value {
    case .tuple(let first, let count): elements[Int(first)..<Int(first + count)]
    case .list(let place): lists[place][...]
    default: nil
    }
  }

  /// The whole numbers of a tuple or list; nil if it is none, or holds anything else.
  func integers(_ value: PickleValue) -> [Int]? {
    guard let sequence = sequence(value) else { return nil }
    let integers = sequence.compactMap {
      if case .integer(let integer) = $0 { integer } else { nil }
    }
    return integers.count == sequence.count ? integers : nil
  }

  mutating func newDictionary(
    _ members: [(key: String, value: PickleValue)] = []
  ) -> PickleValue {
    dictionaries.append(members)
    return .dictionary(dictionaries.count - 1)
  }
}
