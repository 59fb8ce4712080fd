/// Why a layer cannot stand where it stands; without the layer, which its list adds.
package struct LayerFault: Error, Equatable {
  /// As after "the layer".
  package let found: String
  package let expected: String
  /// What to try.
  package var advice: String?
  /// The layer within the layer that has the fault, and where JSON has it.
  var inner: String?
  var line = 0

  package init(found: String, expected: String, advice: String? = nil) {
    self.found = found
    self.expected = expected
    self.advice = advice
  }
}
