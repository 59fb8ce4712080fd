import ConeDNN

/// One convolution planned by oneDNN for its passes; frees what it owns.
final class ConvolutionPrimitive {
  let layer: String
  private let handle: OpaquePointer
  /// With the padding, which holds zeros and so computes zeros: oneDNN's own way with channels that
  /// don't fill a block is a slow one.
  private let outputs, inputs, taps: Int

  init(layer: String, shape: od_convolution_shape) throws {
    self.layer = layer
    outputs = Int(shape.out_channels)
    inputs = Int(shape.in_channels / shape.groups)
    taps = Int(shape.kernel * shape.kernel)
    var shape = shape
    let capacity = 256
    var created: OpaquePointer?
    let reason = String(unsafeUninitializedCapacity: capacity) { buffer in
      buffer.withMemoryRebound(to: CChar.self) { buffer in
        buffer[0] = 0
        created = od_convolution_create(&shape, buffer.baseAddress!, capacity)
        return buffer.firstIndex(of: 0)!
      }
    }
    guard let created else { throw EngineError.convolution(layer: layer, reason: reason) }
    handle = created
  }

  deinit {
    od_convolution_destroy(handle)
  }

  func implementation(_ pass: ConvolutionPass) -> String {
    String(cString: od_convolution_implementation(handle, pass.code))
  }

  func scratchBytes(_ pass: ConvolutionPass) -> Int {
    od_convolution_scratch_bytes(handle, pass.code)
  }

  /// Floats that the optimizer's copy of the weights takes, padding included.
  var weightsCount: Int {
    od_convolution_weights_bytes(handle) / MemoryLayout<Float>.stride
  }

  /// Bytes of the copy of the weights that a pass reads; 0 where it reads the optimizer's.
  func copyBytes(_ pass: ConvolutionPass) -> Int {
    od_convolution_copy_bytes(handle, pass.code)
  }

  func pack(
    _ pass: ConvolutionPass, _ weights: UnsafePointer<Float>, _ copy: UnsafeMutableRawPointer
  ) throws {
    try check("packing", od_convolution_pack(handle, pass.code, weights, copy))
  }

  /// From [out, in / groups, height, width], of no more than the planned channels.
  func importing(_ values: [Float], shape: [Int], to weights: UnsafeMutablePointer<Float>) {
    precondition(od_convolution_import(handle, padded(values, shape: shape), weights) == 0)
  }

  private func padded(_ values: [Float], shape: [Int]) -> [Float] {
    if shape[0] == outputs && shape[1] == inputs { return values }
    var padded = [Float](repeating: 0, count: outputs * inputs * taps)
    forEachRow(shape) { row, place in
      padded.replaceSubrange(place, with: values[row])
    }
    return padded
  }

  /// In [out, in / groups, height, width].
  func exported(_ weights: UnsafePointer<Float>, shape: [Int]) -> [Float] {
    var padded = [Float](repeating: 0, count: outputs * inputs * taps)
    precondition(od_convolution_export(handle, weights, &padded) == 0)
    var values = [Float](repeating: 0, count: shape.reduce(1, *))
    forEachRow(shape) { row, place in
      values.replaceSubrange(row, with: padded[place])
    }
    return values
  }

  /// The filters of each output, and their place among the padded ones.
  private func forEachRow(_ shape: [Int], _ body: (Range<Int>, Range<Int>) -> Void) {
    let count = shape[1] * taps
    for output in 0..<shape[0] {
      let place = output * inputs * taps
      body(output * count..<(output + 1) * count, place..<place + count)
    }
  }

  func forward(
    _ x: UnsafeRawPointer, weights: UnsafeRawPointer, bias: UnsafePointer<Float>? = nil,
    _ y: UnsafeMutableRawPointer, scratch: UnsafeMutableRawPointer?
  ) throws {
    try check("forward", od_convolution_forward(handle, x, weights, bias, y, scratch))
  }

  func backwardData(
    _ dy: UnsafeRawPointer, weights: UnsafeRawPointer, _ dx: UnsafeMutableRawPointer,
    scratch: UnsafeMutableRawPointer?
  ) throws {
    try check("backward data", od_convolution_backward_data(handle, dy, weights, dx, scratch))
  }

  func backwardWeights(
    _ x: UnsafeRawPointer, _ dy: UnsafeRawPointer, _ dw: UnsafeMutablePointer<Float>,
    bias: UnsafeMutablePointer<Float>? = nil, scratch: UnsafeMutableRawPointer?
  ) throws {
    try check(
      "backward weights", od_convolution_backward_weights(handle, x, dy, dw, bias, scratch))
  }

  private func check(_ pass: String, _ status: Int32) throws {
    guard status == 0 else {
      throw EngineError.failed(layer: layer, pass: pass, status: Int(status))
    }
  }
}

extension ConvolutionPass {
  fileprivate var code: od_pass {
    switch self {
    case .forward: OD_FORWARD
    case .backwardData: OD_BACKWARD_DATA
    case .backwardWeights: OD_BACKWARD_WEIGHTS
    }
  }
}
