import JSON

/// The members of a layer's object in JSON, which the layer goes over in its `visit`: they are read
/// into it or written from it. A value that JSON leaves out stays as it is; if it cannot stay so, it is
/// missing.
package struct LayerFields {
  /// What the layer takes, in its order.
  private(set) var members: [JSONValue.Member] = []
  private var given: [JSONValue.Member]
  private var taken: [String] = []

  private let isWriting: Bool

  init(reading given: [JSONValue.Member]) {
    self.given = given
    isWriting = false
  }

  init(writing: Void) {
    given = []
    isWriting = true
  }

  package mutating func text(_ key: String, _ value: inout String) throws(LayerFault) {
    let expected = "text that is not empty"
    if let json = take(key) {
      guard case .text(let text) = json else { throw wrong(key, json, expected) }
      value = text
    }
    try check(key, !value.isEmpty, .text(value), expected)
  }

  package mutating func integer(
    _ key: String, _ value: inout Int, _ range: ClosedRange<Int>
  ) throws(LayerFault) {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    if let json = take(key) {
      guard case .integer(let number) = json else { throw wrong(key, json, expected) }
      value = number
    }
    try check(key, range.contains(value), .integer(value), expected)
  }

  /// As ``integer``, or left out.
  package mutating func optionalInteger(
    _ key: String, _ value: inout Int?, _ range: ClosedRange<Int>
  ) throws(LayerFault) {
    guard var number = value ?? (given.contains { $0.key == key } ? 0 : nil) else { return }
    try integer(key, &number, range)
    value = number
  }

  package mutating func number(
    _ key: String, _ value: inout Double, _ range: ClosedRange<Double>
  ) throws(LayerFault) {
    let (least, most) = (JSONValue.number(range.lowerBound), JSONValue.number(range.upperBound))
    let expected = "a number from \(least.text) to \(most.text)"
    if let json = take(key) {
      switch json {
      case .integer(let number): value = Double(number)
      case .number(let number): value = number
      default: throw wrong(key, json, expected)
      }
    }
    try check(key, range.contains(value), .number(value), expected)
  }

  package mutating func boolean(_ key: String, _ value: inout Bool) throws(LayerFault) {
    if let json = take(key) {
      guard case .boolean(let truth) = json else { throw wrong(key, json, "true or false") }
      value = truth
    }
    members.append(.init(key, .boolean(value)))
  }

  package mutating func window(
    _ key: String, _ value: inout Window, _ range: ClosedRange<Int>
  ) throws(LayerFault) {
    let numbers = "from \(range.lowerBound) to \(range.upperBound)"
    let expected = "a whole number \(numbers), or [height, width] of such"
    if let json = take(key) {
      guard let window = Window(json) else { throw wrong(key, json, expected) }
      value = window
    }
    try check(
      key, range.contains(value.height) && range.contains(value.width), value.json, expected)
  }

  package mutating func choice<Value: RawRepresentable<String> & CaseIterable>(
    _ key: String, _ value: inout Value
  ) throws(LayerFault) {
    let names = Value.allCases.map { "\"\($0.rawValue)\"" }
    if let json = take(key) {
      guard case .text(let text) = json, let known = Value(rawValue: text) else {
        throw wrong(key, json, names.dropLast().joined(separator: ", ") + " or " + names.last!)
      }
      value = known
    }
    members.append(.init(key, .text(value.rawValue)))
  }

  package mutating func layers(_ key: String, _ value: inout [any Layer]) throws(LayerFault) {
    if let json = take(key) {
      do {
        value = try LayerList.read(json)
      } catch {
        throw LayerFault(error, within: key)
      }
    }
    members.append(.init(key, LayerList.json(value)))
  }

  /// After the visit: nothing is left that the layer does not know.
  func finish() throws(LayerFault) {
    guard let unknown = given.first else { return }
    let known = members.map(\.key)
    throw LayerFault(
      found: "has the key '\(unknown.key)'",
      expected: "no other than " + known.map { "'\($0)'" }.joined(separator: ", "),
      advice: "the nearest is '\(NearestKey.nearest(to: unknown.key, among: known))'")
  }

  private mutating func take(_ key: String) -> JSONValue? {
    guard let index = given.firstIndex(where: { $0.key == key }) else { return nil }
    taken.append(key)
    return given.remove(at: index).value
  }

  private mutating func check(
    _ key: String, _ isSound: Bool, _ json: JSONValue, _ expected: String
  ) throws(LayerFault) {
    guard isSound || isWriting else {
      throw taken.contains(key)
        ? wrong(key, json, expected) : LayerFault(found: "has no \(key)", expected: expected)
    }
    members.append(.init(key, json))
  }

  private func wrong(_ key: String, _ json: JSONValue, _ expected: String) -> LayerFault {
    LayerFault(found: "has the \(key) \(json.text)", expected: expected)
  }
}
