/// Goes through a pickle and keeps what it says, as data: nothing is imported, looked up or called.
///
/// The few calls of a state dictionary (an ordered dictionary, a tensor, a parameter) are known by
/// name; any other leaves an inert value that says what it was to be made by.
struct PickleMachine {
  typealias Fault = BinaryScanner.Fault

  /// Bounds the memory that a hostile pickle can take: some fifty bytes an operation.
  private static let mostOperations = 1 << 23
  private static let protocols: ClosedRange<UInt8> = 2...5

  private(set) var heap = PickleHeap()
  private(set) var scanner: BinaryScanner
  private var operations = 0
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]

  init(_ bytes: ArraySlice<UInt8>) {
    scanner = BinaryScanner(bytes)
  }

  /// Reads one pickle and returns its value; another may follow.
  mutating func run() throws(Fault) -> PickleValue {
    (stack, marks, memo) = ([], [], [:])
    while true {
      let code = try scanner.byte()
      guard let operation = PickleOperation(rawValue: code) else {
        throw scanner.fault(
          found: "the operation \(code)", expected: "one that a file of tensors is made of")
      }
      operations += 1
      guard operations <= Self.mostOperations else {
        throw scanner.fault(
          found: "more operations", expected: "at most \(Self.mostOperations)")
      }
      if operation == .stop { return try pop() }
      try perform(operation)
    }
  }

  private mutating func perform(_ operation: PickleOperation) throws(Fault) {
    switch operation {
    case .stop: break
    case .mark: marks.append(stack.count)
    case .pop: _ = try pop()
    case .popMark: _ = try popToMark()
    case .duplicate: stack.append(try top())
    case .protocolVersion:
      let version = try scanner.byte()
      guard Self.protocols.contains(version) else {
        throw scanner.fault(found: "a pickle of protocol \(version)", expected: "2 to 5")
      }
    case .frame: _ = try scanner.integer(UInt64.self)

    case .none: stack.append(.none)
    case .newTrue: stack.append(.flag(true))
    case .newFalse: stack.append(.flag(false))
    case .integer32: stack.append(.integer(Int(try scanner.integer(Int32.self))))
    case .natural8: stack.append(.integer(Int(try scanner.byte())))
    case .natural16: stack.append(.integer(Int(try scanner.integer(UInt16.self))))
    case .long8: stack.append(Self.integer(try scanner.counted(by: UInt8.self)))
    case .long32: stack.append(Self.integer(try scanner.counted(by: UInt32.self)))
    case .double:
      _ = try scanner.take(8)
      stack.append(.inert("a number"))

    case .text8, .string8: try pushText(by: UInt8.self)
    case .text32, .string32: try pushText(by: UInt32.self)
    case .text64: try pushText(by: UInt64.self)
    case .bytes8: try pushBytes(by: UInt8.self)
    case .bytes32: try pushBytes(by: UInt32.self)
    case .bytes64, .byteArray64: try pushBytes(by: UInt64.self)

    case .emptyTuple: pushTuple([])
    case .tuple1: pushTuple(try pop(1))
    case .tuple2: pushTuple(try pop(2))
    case .tuple3: pushTuple(try pop(3))
    case .tuple: pushTuple(try popToMark())
    case .emptyList:
      heap.lists.append([])
      stack.append(.list(heap.lists.count - 1))
    case .append: try appendToTop(try pop(1))
    case .appends: try appendToTop(try popToMark())
    case .emptyDictionary: stack.append(heap.newDictionary())
    case .setItem: try insertIntoTop(try pop(2))
    case .setItems: try insertIntoTop(try popToMark())
    case .emptySet: stack.append(.inert("a set"))
    case .addItems: _ = try popToMark()
    case .frozenSet:
      _ = try popToMark()
      stack.append(.inert("a set"))

    case .put8: memo[Int(try scanner.byte())] = try top()
    case .put32: memo[Int(try scanner.integer(UInt32.self))] = try top()
    case .memoize: memo[memo.count] = try top()
    case .get8: try pushMemo(Int(try scanner.byte()))
    case .get32: try pushMemo(Int(try scanner.integer(UInt32.self)))

    case .global:
      let module = try scanner.text(try scanner.line())
      stack.append(.name("\(module).\(try scanner.text(try scanner.line()))"))
    case .stackGlobal:
      let names = try pop(2)
      guard case .text(let module) = names[0], case .text(let name) = names[1] else {
        throw scanner.fault(found: "a name that is no text", expected: "texts")
      }
      stack.append(.name("\(module).\(name)"))
    case .persistentID:
      let id = try pop()
      stack.append(try heap.storage(id, scanner))
    case .reduce, .newObject:
      let parts = try pop(2)
      stack.append(try heap.made(by: parts[0], of: parts[1], scanner))
    case .newObjectWithKeywords:
      let parts = try pop(3)
      stack.append(heap.object(parts[0]))
    case .build: _ = try pop()
    }
  }

  // A whole number, lowest byte first.
  private static func integer(_ bytes: ArraySlice<UInt8>) -> PickleValue {
    guard bytes.count <= 8 else { return .inert("a number") }
    let sign: UInt64 = (bytes.last ?? 0) & 0x80 == 0 ? 0 : .max
    let magnitude = bytes.reversed().reduce(sign) { $0 << 8 | UInt64($1) }
    return .integer(Int(truncatingIfNeeded: magnitude))
  }

  private mutating func pushText<Count: FixedWidthInteger & BitwiseCopyable>(
    by type: Count.Type
  ) throws(Fault) {
    stack.append(.text(try scanner.text(try scanner.counted(by: type))))
  }

  private mutating func pushBytes<Count: FixedWidthInteger & BitwiseCopyable>(
    by type: Count.Type
  ) throws(Fault) {
    _ = try scanner.counted(by: type)
    stack.append(.inert("bytes"))
  }

  private mutating func pushTuple(_ elements: [PickleValue]) {
    stack.append(
      .tuple(first: Int32(heap.elements.count), count: Int32(elements.count)))
    heap.elements += elements
  }

  private mutating func pushMemo(_ place: Int) throws(Fault) {
    guard let value = memo[place] else {
      throw scanner.fault(found: "memo \(place) asked for", expected: "it filled before")
    }
    stack.append(value)
  }

  /// Lists keep what they get; in anything but a list it is lost.
  private mutating func appendToTop(_ values: [PickleValue]) throws(Fault) {
    if case .list(let place) = try top() { heap.lists[place] += values }
  }

  /// Dictionaries keep what they get under texts; all else is lost.
  private mutating func insertIntoTop(_ values: [PickleValue]) throws(Fault) {
    guard values.count.isMultiple(of: 2) else {
      throw scanner.fault(found: "a key without a value", expected: "pairs")
    }
    guard case .dictionary(let place) = try top() else { return }
    for index in stride(from: 0, to: values.count, by: 2) {
      guard case .text(let key) = values[index] else { continue }
      heap.dictionaries[place].append((key, values[index + 1]))
    }
  }

  private func top() throws(Fault) -> PickleValue {
    guard let top = stack.last, stack.count > marks.last ?? 0 else { throw empty }
    return top
  }

  private mutating func pop() throws(Fault) -> PickleValue {
    let top = try top()
    stack.removeLast()
    return top
  }

  private mutating func pop(_ count: Int) throws(Fault) -> [PickleValue] {
    guard stack.count - count >= marks.last ?? 0 else { throw empty }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(Fault) -> [PickleValue] {
    guard let mark = marks.popLast() else {
      throw scanner.fault(found: "no mark", expected: "one set before")
    }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private var empty: Fault {
    scanner.fault(found: "an operation on a value", expected: "one there")
  }
}
