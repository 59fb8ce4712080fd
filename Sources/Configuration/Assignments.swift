import JSON

/// The values that a file and the command line give to keys; later ones win.
struct Assignments {
  typealias Origin = ConfigurationError.Origin

  struct Assignment {
    let key: ConfigurationKey
    let value: JSONValue
    let origin: Origin
  }

  /// Lets editors find the schema, and says nothing to us.
  private static let schemaKey = "$schema"

  private(set) var all: [Assignment] = []

  mutating func add(file value: JSONValue, path: String) throws(ConfigurationError) {
    guard case .object(let members) = value else {
      throw .syntax(
        path: path,
        JSONFault(line: 1, column: 1, found: value.text, expected: "an object in braces"))
    }
    let known = members.filter { $0.key != Self.schemaKey }
    try add(.object(known), to: .root, "", .file(path, line: 1))
  }

  /// Adds `KEY=VALUE`; the value is JSON, or the text itself for a key that takes text.
  mutating func add(override text: String) throws(ConfigurationError) {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw .override(text)
    }
    try add(text[..<equals], text[text.index(after: equals)...], .override(text))
  }

  /// Adds a model's parameters, a line `KEY=VALUE` each.
  mutating func add(parameters text: String, model: String) throws(ConfigurationError) {
    for line in text.split(separator: "\n") {
      let equals = line.firstIndex(of: "=") ?? line.endIndex
      try add(line[..<equals], line[equals...].dropFirst(), .model(model))
    }
  }

  private mutating func add(
    _ key: Substring, _ value: Substring, _ origin: Origin
  ) throws(ConfigurationError) {
    let (path, raw) = (String(key), String(value))
    guard let node = KeyNode.root[path] else { throw unknown(path, origin) }
    let parsed = try? JSONParser.parse(Array(raw.utf8))
    var value = parsed ?? .text(raw)
    if case .key(let key) = node, !key.kind.accepts(value), key.kind.accepts(.text(raw)) {
      value = .text(raw)
    }
    try add(value, to: node, path, origin)
  }

  /// The last value that was given to a key.
  func last(_ path: String) -> Assignment? { all.last { $0.key.path == path } }

  private mutating func add(
    _ value: JSONValue, to node: KeyNode, _ path: String, _ origin: Origin
  ) throws(ConfigurationError) {
    switch (node, value) {
    case (.key(let key), _):
      guard key.kind.accepts(value) else {
        throw .value(origin, key: path, found: value.text, expected: key.kind.expected)
      }
      all.append(Assignment(key: key, value: value, origin: origin))
    case (.section, .object(let members)):
      for member in members { try add(member, to: node, path, origin) }
    case (.section, .text) where path == "training.network":
      // A name alone means the network as it is known, whatever was said before.
      try add(
        .object([.init("name", value), .init("width", .null), .init("layers", .null)]), to: node,
        path, origin)
    case (.section(let members), _):
      let keys = members.map { "'\($0.name)'" }.joined(separator: ", ")
      throw .value(origin, key: path, found: value.text, expected: "an object with keys \(keys)")
    }
  }

  private mutating func add(
    _ member: JSONValue.Member, to section: KeyNode, _ path: String, _ origin: Origin
  ) throws(ConfigurationError) {
    var origin = origin
    if case .file(let file, _) = origin, member.line > 0 { origin = .file(file, line: member.line) }
    let memberPath = path.isEmpty ? member.key : path + "." + member.key
    guard let child = section.members.first(where: { $0.name == member.key }) else {
      throw unknown(memberPath, origin)
    }
    try add(member.value, to: child.node, memberPath, origin)
  }

  private func unknown(_ path: String, _ origin: Origin) -> ConfigurationError {
    .unknownKey(
      origin, key: path, nearest: NearestKey.nearest(to: path, among: KeyNode.root.paths))
  }
}
