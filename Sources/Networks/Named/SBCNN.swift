/// Salamon and Bello's SB-CNN (2017), made for 128 bands x 128 frames: three 5 x 5 convolutions, the first two
/// pooled by 2 bands x 4 frames.
enum SBCNN {
  static func layers(width: Int) -> [any Layer] {
    let pooling = MaxPooling(size: Window(2, 4))
    return [
      Convolution("conv1", channels: width, kernel: 5, bias: true), pooling, Activation(.relu),
      Convolution("conv2", channels: 2 * width, kernel: 5, bias: true), pooling,
      Activation(.relu),
      Convolution("conv3", channels: 2 * width, kernel: 5, bias: true), Activation(.relu),
      Flattening(), Dropout(), Linear("fc1", outputs: 64), Activation(.relu), Dropout(),
      Linear("fc2"),
    ]
  }
}
