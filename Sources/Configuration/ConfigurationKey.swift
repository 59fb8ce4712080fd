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
  let meaning: Meaning

  /// What part a key has in what is computed, and so in the keys of what was computed.
  struct Meaning: Sendable {
    /// The value that means what there was before the key: at it the key is part of no key of tensors,
    /// runs or configurations, so that nothing that is there already is made anew or refused. For every
    /// key that comes after others have worked without it; it is the default, but for later front ends.
    var neutral: JSONValue?
    /// Whether the other settings leave it a meaning.
    var applies: Test?
    /// What null stands for.
    var null: Value?
  }

  typealias Path<Value> = WritableKeyPath<ConfigurationDraft, Value> & Sendable
  typealias Test = @Sendable (ConfigurationDraft) -> Bool
  typealias Value = @Sendable (ConfigurationDraft) -> JSONValue

  private init(
    _ path: String, _ form: ValueKind.Form, isOptional: Bool, _ about: String, _ meaning: Meaning,
    read: @escaping @Sendable (ConfigurationDraft) -> JSONValue,
    write: @escaping @Sendable (inout ConfigurationDraft, JSONValue) -> Void
  ) {
    self.path = path
    kind = ValueKind(form: form, isOptional: isOptional)
    self.about = about
    self.meaning = meaning
    self.read = read
    self.write = write
  }

  private init<Setting: ConfigurationValue>(
    _ path: String, _ form: ValueKind.Form, _ value: Path<Setting>, _ about: String,
    _ meaning: Meaning
  ) {
    self.init(path, form, isOptional: Setting.isOptional, about, meaning) {
      $0[keyPath: value].json
    } write: { draft, json in
      if let new = Setting(json) { draft[keyPath: value] = new }
    }
  }

  static func integer<Setting: ConfigurationValue>(
    _ path: String, _ value: Path<Setting>, _ range: ClosedRange<Int>, _ about: String,
    neutral: JSONValue? = nil, appliesWhen: Test? = nil, null: Value? = nil
  ) -> Self {
    let meaning = Meaning(neutral: neutral, applies: appliesWhen, null: null)
    return Self(path, .integer(range), value, about, meaning)
  }

  static func number<Setting: ConfigurationValue>(
    _ path: String, _ value: Path<Setting>, _ range: NumberRange, _ about: String,
    neutral: JSONValue? = nil, appliesWhen: Test? = nil, null: Value? = nil
  ) -> Self {
    let meaning = Meaning(neutral: neutral, applies: appliesWhen, null: null)
    return Self(path, .number(range), value, about, meaning)
  }

  static func boolean(
    _ path: String, _ value: Path<Bool>, _ about: String, neutral: JSONValue? = nil,
    appliesWhen: Test? = nil
  ) -> Self {
    Self(path, .boolean, value, about, Meaning(neutral: neutral, applies: appliesWhen))
  }

  static func text<Setting: ConfigurationValue>(
    _ path: String, _ value: Path<Setting>, _ about: String, neutral: JSONValue? = nil,
    appliesWhen: Test? = nil, null: Value? = nil
  ) -> Self {
    let meaning = Meaning(neutral: neutral, applies: appliesWhen, null: null)
    return Self(path, .text, value, about, meaning)
  }

  static func texts(
    _ path: String, _ value: Path<[String]>, _ about: String, neutral: JSONValue? = nil
  ) -> Self {
    Self(path, .texts, value, about, Meaning(neutral: neutral))
  }

  /// Several of some values, in any order, or none.
  static func choices<Setting: ConfigurationValue>(
    _ path: String, _ value: Path<[Setting]>, among known: [Setting], _ about: String,
    neutral: JSONValue? = nil, appliesWhen: Test? = nil
  ) -> Self where [Setting]: ConfigurationValue {
    Self(
      path, .choices(known.map(\.json)), value, about,
      Meaning(neutral: neutral, applies: appliesWhen))
  }

  /// The name of something that is known, or another.
  static func name<Known: RawRepresentable<String>>(
    _ path: String, _ value: Path<String>, known: [Known], _ about: String
  ) -> Self {
    Self(path, .name(known.map(\.rawValue)), value, about, Meaning())
  }

  /// A network's layers, or nothing.
  static func layers(
    _ path: String, _ value: Path<LayersValue?>, _ about: String, neutral: JSONValue
  ) -> Self {
    Self(path, .layers, value, about, Meaning(neutral: neutral))
  }

  /// A choice among the cases of an enumeration, by their raw values.
  static func choice<Setting: CaseIterable & RawRepresentable & SendableMetatype>(
    _ path: String, _ value: Path<Setting>, _ about: String, neutral: JSONValue? = nil,
    appliesWhen: Test? = nil
  ) -> Self where Setting.RawValue: ConfigurationValue {
    let names = Setting.allCases.map(\.rawValue.json)
    let meaning = Meaning(neutral: neutral, applies: appliesWhen)
    return Self(path, .choice(names), isOptional: false, about, meaning) {
      $0[keyPath: value].rawValue.json
    } write: { draft, json in
      if let new = Setting.RawValue(json).flatMap(Setting.init) { draft[keyPath: value] = new }
    }
  }

  /// As ``choice``, or nothing.
  static func choice<Setting: CaseIterable & RawRepresentable & SendableMetatype>(
    _ path: String, _ value: Path<Setting?>, _ about: String, neutral: JSONValue? = nil,
    appliesWhen: Test? = nil, null: Value? = nil
  ) -> Self where Setting.RawValue: ConfigurationValue {
    let names = Setting.allCases.map(\.rawValue.json)
    let meaning = Meaning(neutral: neutral, applies: appliesWhen, null: null)
    return Self(path, .choice(names), isOptional: true, about, meaning) {
      $0[keyPath: value]?.rawValue.json ?? .null
    } write: { draft, json in
      draft[keyPath: value] = Setting.RawValue(json).flatMap(Setting.init)
    }
  }
}
