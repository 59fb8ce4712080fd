import JSON

/// One key of the configuration: what it is called, takes and means, and where its value goes.
struct ConfigurationKey: Sendable {
  /// From the top, with points: `segment.seconds`.
  let path: String
  let kind: ValueKind
  /// For the schema and the documentation; one sentence.
  let about: String
  let read: @Sendable (ConfigurationDraft) -> JSONValue
  /// Takes values that ``kind`` accepts.
  let write: @Sendable (inout ConfigurationDraft, JSONValue) -> Void

  typealias Path<Value> = WritableKeyPath<ConfigurationDraft, Value> & Sendable

  private init(
    _ path: String, _ form: ValueKind.Form, isOptional: Bool, _ about: String,
    read: @escaping @Sendable (ConfigurationDraft) -> JSONValue,
    write: @escaping @Sendable (inout ConfigurationDraft, JSONValue) -> Void
  ) {
    self.path = path
    kind = ValueKind(form: form, isOptional: isOptional)
    self.about = about
    self.read = read
    self.write = write
  }

  private init<Value: ConfigurationValue>(
    _ path: String, _ form: ValueKind.Form, _ value: Path<Value>, _ about: String
  ) {
    self.init(path, form, isOptional: Value.isOptional, about) {
      $0[keyPath: value].json
    } write: { draft, json in
      if let new = Value(json) { draft[keyPath: value] = new }
    }
  }

  static func integer<Value: ConfigurationValue>(
    _ path: String, _ value: Path<Value>, _ range: ClosedRange<Int>, _ about: String
  ) -> Self {
    Self(path, .integer(range), value, about)
  }

  static func number<Value: ConfigurationValue>(
    _ path: String, _ value: Path<Value>, _ range: NumberRange, _ about: String
  ) -> Self {
    Self(path, .number(range), value, about)
  }

  static func boolean(_ path: String, _ value: Path<Bool>, _ about: String) -> Self {
    Self(path, .boolean, value, about)
  }

  static func text<Value: ConfigurationValue>(
    _ path: String, _ value: Path<Value>, _ about: String
  ) -> Self {
    Self(path, .text, value, about)
  }

  /// A choice among the cases of an enumeration, by their raw values.
  static func choice<Value: CaseIterable & RawRepresentable & SendableMetatype>(
    _ path: String, _ value: Path<Value>, _ about: String
  ) -> Self where Value.RawValue: ConfigurationValue {
    let names = Value.allCases.map(\.rawValue.json)
    return Self(path, .choice(names), isOptional: false, about) {
      $0[keyPath: value].rawValue.json
    } write: { draft, json in
      if let new = Value.RawValue(json).flatMap(Value.init) { draft[keyPath: value] = new }
    }
  }

  /// As ``choice``, or nothing.
  static func choice<Value: CaseIterable & RawRepresentable & SendableMetatype>(
    _ path: String, _ value: Path<Value?>, _ about: String
  ) -> Self where Value.RawValue: ConfigurationValue {
    let names = Value.allCases.map(\.rawValue.json)
    return Self(path, .choice(names), isOptional: true, about) {
      $0[keyPath: value]?.rawValue.json ?? .null
    } write: { draft, json in
      draft[keyPath: value] = Value.RawValue(json).flatMap(Value.init)
    }
  }
}
