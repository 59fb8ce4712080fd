/// Why a list of layers is no network; the description is a sentence for a person.
public struct NetworkError: Error, Equatable, CustomStringConvertible {
  /// Such as `layer 3 (batch-norm 'features.1')`.
  package let place: String
  package let found: String
  package let expected: String
  package var advice: String?
  /// Where JSON has the layer; 0 where that is not known.
  package var line = 0
  /// The layer's, from 0; −1 where it is none alone.
  package var index = -1

  public var description: String {
    "\(place) \(found), expected \(expected)" + (advice.map { "; \($0)" } ?? "")
  }

  init(
    place: String, found: String, expected: String, advice: String? = nil, line: Int = 0
  ) {
    self.place = place
    self.found = found
    self.expected = expected
    self.advice = advice
    self.line = line
  }

  init(_ fault: LayerFault, in layer: any Layer, at index: Int, line: Int = 0) {
    let inner = fault.inner.map { ", " + $0 } ?? ""
    self.init(
      place: "layer \(index + 1) (\(layer.title))\(inner)", found: fault.found,
      expected: fault.expected, advice: fault.advice, line: fault.line > 0 ? fault.line : line)
    self.index = index
  }
}

extension LayerFault {
  /// Of a layer that has layers of its own, at a key of its own.
  init(_ error: NetworkError, within key: String) {
    self.init(found: error.found, expected: error.expected, advice: error.advice)
    inner = "\(key), \(error.place)"
    line = error.line
  }
}
