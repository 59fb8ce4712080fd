/// A function of each value.
package struct Activation: Layer {
  package static let kind = "activation"

  package enum Function: String, CaseIterable, Hashable, Sendable {
    /// max(x, 0)
    case relu
    /// x · min(max(x + 3, 0), 6) / 6 (Howard and others 2019)
    case hardSwish = "hard-swish"
    /// 1 / (1 + e^−x)
    case sigmoid
    /// x times the share of a normal distribution below x (Hendrycks and Gimpel 2016)
    case gelu
  }

  package var function = Function.relu

  package init() {}

  package init(_ function: Function) { self.function = function }

  package mutating func visit(_ fields: inout LayerFields) throws(LayerFault) {
    try fields.choice("function", &function)
  }

  package func output(of input: FeatureShape) throws(LayerFault) -> FeatureShape { input }
}
