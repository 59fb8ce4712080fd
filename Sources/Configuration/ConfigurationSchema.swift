import JSON
import Networks

/// What editors and people read about the keys, made from the table of them.
package enum ConfigurationSchema {
  /// JSON Schema, draft 2020-12: the content of `soundmark.schema.json`.
  package static var text: String {
    guard case .object(let members) = schema(of: .root, path: "") else { return "" }
    let about = "Every key has a default; relative paths are relative to the file."
    let head: [JSONValue.Member] = [
      .init("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
      .init("title", .text("soundmark pipeline")),
      .init("description", .text(about)),
    ]
    return JSONValue.object(head + members).indentedText() + "\n"
  }

  /// The keys in Markdown: the content of `docs/configuration.md`.
  package static var table: String {
    let rows = ConfigurationKey.all.map { key in
      "| `\(key.path)` | `\(key.read(defaults).text)` | \(key.kind.expected) | \(key.about) |"
    }
    return """
      # The keys of pipeline.json

      Every key has a default, so `{}` is a configuration. Relative paths are relative to the file.
      `--set KEY=VALUE` overrides a key on any command: `--set segment.seconds=2`.
      Defaults shown are those of UrbanSound8K and of the front end `torchaudio`.

      | key | default | takes | what it is |
      |---|---|---|---|

      """ + rows.joined(separator: "\n") + "\n"
  }

  private static let defaults = ConfigurationDraft(format: .urbansound8k, frontEnd: .torchaudio)

  private static func schema(of node: KeyNode, path: String) -> JSONValue {
    switch node {
    case .key(let key): return schema(of: key)
    case .section(let members):
      var properties = members.map { member in
        JSONValue.Member(
          member.name,
          schema(of: member.node, path: path.isEmpty ? member.name : path + "." + member.name))
      }
      if path.isEmpty {
        properties.insert(.init("$schema", .object([.init("type", .text("string"))])), at: 0)
      }
      let object = JSONValue.object([
        .init("type", .text("object")),
        .init("additionalProperties", .boolean(false)),
        .init("properties", .object(properties)),
      ])
      guard path == "training.network", case .key(let name)? = node["name"] else { return object }
      return .object([.init("anyOf", .list([schema(of: name), object]))])
    }
  }

  private static func schema(of key: ConfigurationKey) -> JSONValue {
    .object(
      [.init("description", .text(key.about))] + constraints(on: key.kind)
        + [.init("default", key.read(defaults))])
  }

  private static func constraints(on kind: ValueKind) -> [JSONValue.Member] {
    func type(_ name: String) -> JSONValue.Member {
      .init("type", kind.isOptional ? .list([.text(name), .text("null")]) : .text(name))
    }
    switch kind.form {
    case .boolean: return [type("boolean")]
    case .text: return [type("string"), .init("minLength", .integer(1))]
    case .texts:
      return [
        type("array"), .init("minItems", .integer(1)),
        .init("items", .object([.init("type", .text("string"))])),
      ]
    case .integer(let range):
      return [
        type("integer"), .init("minimum", .integer(range.lowerBound)),
        .init("maximum", .integer(range.upperBound)),
      ]
    case .number(let range):
      return [
        type("number"),
        .init(range.excludesLower ? "exclusiveMinimum" : "minimum", .number(range.lower)),
        .init(range.excludesUpper ? "exclusiveMaximum" : "maximum", .number(range.upper)),
      ]
    case .name(let known):
      // Not an enumeration, which would refuse the others.
      return [
        type("string"), .init("minLength", .integer(1)),
        .init("examples", .list(known.map(JSONValue.text))),
      ]
    case .layers:
      let kinds = JSONValue.object([.init("enum", .list(LayerList.kindNames.map(JSONValue.text)))])
      let layer: [JSONValue.Member] = [
        .init("type", .text("object")), .init("required", .list([.text("layer")])),
        .init("properties", .object([.init("layer", kinds)])),
      ]
      return [type("array"), .init("items", .object(layer))]
    case .choices(let values):
      return [
        type("array"), .init("uniqueItems", .boolean(true)),
        .init("items", .object([.init("enum", .list(values))])),
      ]
    case .choice(let values):
      return [.init("enum", .list(values + (kind.isOptional ? [.null] : [])))]
    }
  }
}
