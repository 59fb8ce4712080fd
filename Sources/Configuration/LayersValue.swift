import JSON
import Networks

/// A list of a network's layers.
struct LayersValue: ConfigurationValue {
  /// As a person wrote it.
  let given: JSONValue

  init?(_ value: JSONValue) {
    guard case .list = value else { return nil }
    given = value
  }

  /// Without what layers have of themselves, so that two ways to say the same are the same.
  var json: JSONValue {
    (try? LayerList.read(given)).map { LayerList.json($0) } ?? given
  }

  /// Where the file has a layer; 0 where that is not known.
  func line(ofLayer index: Int) -> Int {
    guard case .list(let layers) = given, layers.indices.contains(index),
      case .object(let members) = layers[index]
    else { return 0 }
    return members.first?.line ?? 0
  }
}
