import JSON

/// What a setting can be made of, and written as.
protocol ConfigurationValue: SendableMetatype {
  /// Whether `null` is a value.
  static var isOptional: Bool { get }
  /// nil for a value of another type.
  init?(_ value: JSONValue)
  var json: JSONValue { get }
}

extension ConfigurationValue {
  static var isOptional: Bool { false }
}

extension Bool: ConfigurationValue {
  init?(_ value: JSONValue) {
    guard case .boolean(let value) = value else { return nil }
    self = value
  }

  var json: JSONValue { .boolean(self) }
}

extension Int: ConfigurationValue {
  /// Also of `4.0` and `1e3`, which JSON Schema calls integers.
  init?(_ value: JSONValue) {
    switch value {
    case .integer(let value): self = value
    case .number(let value): self.init(exactly: value)
    default: return nil
    }
  }

  var json: JSONValue { .integer(self) }
}

extension UInt64: ConfigurationValue {
  init?(_ value: JSONValue) {
    guard let value = Int(value) else { return nil }
    self.init(exactly: value)
  }

  var json: JSONValue { .integer(Int(self)) }
}

extension Double: ConfigurationValue {
  init?(_ value: JSONValue) {
    switch value {
    case .integer(let value): self.init(value)
    case .number(let value): self = value
    default: return nil
    }
  }

  var json: JSONValue { .number(self) }
}

extension Float: ConfigurationValue {
  init?(_ value: JSONValue) {
    guard let value = Double(value) else { return nil }
    self.init(value)
  }

  var json: JSONValue { .number(Double("\(self)") ?? Double(self)) }
}

extension String: ConfigurationValue {
  init?(_ value: JSONValue) {
    guard case .text(let value) = value else { return nil }
    self = value
  }

  var json: JSONValue { .text(self) }
}

extension Array: ConfigurationValue where Element: ConfigurationValue {
  init?(_ value: JSONValue) {
    guard case .list(let values) = value else { return nil }
    let elements = values.compactMap { Element($0) }
    guard elements.count == values.count else { return nil }
    self = elements
  }

  var json: JSONValue { .list(map(\.json)) }
}

extension Optional: ConfigurationValue where Wrapped: ConfigurationValue {
  static var isOptional: Bool { true }

  init?(_ value: JSONValue) {
    if value == .null {
      self = .none
    } else if let wrapped = Wrapped(value) {
      self = .some(wrapped)
    } else {
      return nil
    }
  }

  var json: JSONValue { self?.json ?? .null }
}
