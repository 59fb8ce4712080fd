import JSON

/// What a key of the configuration takes.
struct ValueKind: Sendable {
  enum Form: Sendable {
    case integer(ClosedRange<Int>)
    case number(NumberRange)
    case boolean
    /// At least one character.
    case text
    /// At least one text, each of which may be empty.
    case texts
    case choice([JSONValue])
    /// A list of those, each at most once.
    case choices([JSONValue])
    /// One of those, or another that is not empty.
    case name([String])
    /// A network's.
    case layers
  }

  let form: Form
  /// Whether `null` is a value.
  let isOptional: Bool

  /// For a person, after "expected".
  var expected: String {
    let expected =
      switch form {
      case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
      case .number(let range): "a number \(range)"
      case .boolean: "true or false"
      case .text: "text that is not empty"
      case .texts: "a list of texts"
      case .choice(let values): list(values.map(\.text))
      case .choices(let values): "a list of \(list(values.map(\.text)))"
      case .name(let known): list(known.map { "\"\($0)\"" } + ["another name"])
      case .layers: "a list of layers"
      }
    return isOptional ? expected + ", or null" : expected
  }

  func accepts(_ value: JSONValue) -> Bool {
    if value == .null { return isOptional }
    switch form {
    case .integer(let range): return Int(value).map(range.contains) ?? false
    case .number(let range): return Double(value).map(range.contains) ?? false
    case .boolean: return Bool(value) != nil
    case .text: return String(value).map { !$0.isEmpty && !$0.utf8.contains(0) } ?? false
    case .texts: return [String](value).map { !$0.isEmpty } ?? false
    case .name: return String(value).map { !$0.isEmpty && !$0.utf8.contains(0) } ?? false
    case .layers: return LayersValue(value) != nil
    case .choice(let values): return values.contains(value)
    case .choices(let values):
      guard case .list(let chosen) = value else { return false }
      return chosen.enumerated().allSatisfy { place, one in
        values.contains(one) && !chosen[..<place].contains(one)
      }
    }
  }

  private func list(_ values: [String]) -> String {
    guard let last = values.last, values.count > 1 else { return values.first ?? "" }
    return values.dropLast().joined(separator: ", ") + " or " + last
  }
}

/// An interval of numbers, each end within or without.
struct NumberRange: Sendable, CustomStringConvertible {
  let lower: Double
  let upper: Double
  var excludesLower = false
  var excludesUpper = false

  static func from(_ lower: Double, to upper: Double) -> Self {
    Self(lower: lower, upper: upper)
  }

  static func above(_ lower: Double, to upper: Double) -> Self {
    Self(lower: lower, upper: upper, excludesLower: true)
  }

  static func from(_ lower: Double, below upper: Double) -> Self {
    Self(lower: lower, upper: upper, excludesUpper: true)
  }

  func contains(_ value: Double) -> Bool {
    (excludesLower ? value > lower : value >= lower)
      && (excludesUpper ? value < upper : value <= upper)
  }

  var description: String {
    let (lower, upper) = (JSONValue.number(lower).text, JSONValue.number(upper).text)
    if excludesLower { return "above \(lower), at most \(upper)" }
    return excludesUpper ? "from \(lower), below \(upper)" : "from \(lower) to \(upper)"
  }
}
