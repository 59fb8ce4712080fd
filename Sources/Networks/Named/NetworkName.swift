extension NetworkDescription {
  /// The networks that are known: a new one is a case here and a file beside this one.
  public enum Name: String, CaseIterable, Hashable, Sendable {
    /// Four blocks of two 3 x 3 convolutions, 32 to 256 channels.
    case cnn4
    /// `cnn4` with 64 to 512 channels.
    case cnn4Wide = "cnn4-wide"
    /// torchvision's ResNet-18 for one input channel, 64 to 512 channels (He and others 2015).
    case resnet18
    /// ResNet-34 and ResNet-50 likewise.
    case resnet34, resnet50
    /// PANNs' CNN14, 64 to 2048 channels.
    case cnn14
    /// torchvggish's VGGish, 64 to 512 channels, with a classifier.
    case vggish
    /// Salamon and Bello's, 24 and 48 channels.
    case sbcnn
    /// `cnn4`'s convolutions, then the frames in turn through a GRU of both directions: their mean, or the sum
    /// that attention weighs.
    case crnn
    case crnnAttention = "crnn-attention"
    /// `cnn4`'s convolutions and two layers of attention over the cells of their last map.
    case transformer
    /// MobileNetV3-Large as EfficientAT has it, of the published width.
    case mobilenet
    /// EfficientAT's, of 0.4, 0.5, 1 and 2 times that width.
    case mn04 = "efficientat-mn04"
    case mn05 = "efficientat-mn05"
    case mn10 = "efficientat-mn10"
    case mn20 = "efficientat-mn20"

    /// What stands for the width if nothing else is said: channels of the first convolution, or for a
    /// `mobilenet` times its published channels.
    public var standardWidth: Double {
      switch self {
      case .cnn4, .crnn, .crnnAttention, .transformer: 32
      case .sbcnn: 24
      case .cnn4Wide, .resnet18, .resnet34, .resnet50, .cnn14, .vggish: 64
      case .mobilenet, .mn10: 1
      case .mn04: 0.4
      case .mn05: 0.5
      case .mn20: 2
      }
    }

    /// Whether the width is a number of channels.
    public var widthIsWhole: Bool {
      switch self {
      case .cnn4, .cnn4Wide, .resnet18, .resnet34, .resnet50, .cnn14, .vggish, .sbcnn, .crnn,
        .crnnAttention, .transformer:
        true
      case .mobilenet, .mn04, .mn05, .mn10, .mn20: false
      }
    }

    /// Whether there are published weights of it that know pictures.
    package var isOfImages: Bool { [.resnet18, .resnet34, .resnet50].contains(self) }

    func layers(width: Double) -> [any Layer] {
      switch self {
      case .cnn4, .cnn4Wide: CNN4.layers(width: Int(width))
      case .resnet18: ResNet.layers(width: Int(width), blocks: [2, 2, 2, 2], of: .basic)
      case .resnet34: ResNet.layers(width: Int(width), blocks: [3, 4, 6, 3], of: .basic)
      case .resnet50: ResNet.layers(width: Int(width), blocks: [3, 4, 6, 3], of: .bottleneck)
      case .cnn14: CNN14.layers(width: Int(width))
      case .vggish: VGGish.layers(width: Int(width))
      case .sbcnn: SBCNN.layers(width: Int(width))
      case .crnn: CRNN.layers(width: Int(width), pooling: GlobalAveragePooling())
      case .crnnAttention: CRNN.layers(width: Int(width), pooling: AttentionPooling("attention"))
      case .transformer: Transformer.layers(width: Int(width))
      case .mobilenet, .mn04, .mn05, .mn10, .mn20: MobileNet.layers(width: width)
      }
    }
  }
}
