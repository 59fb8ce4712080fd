import Numerics
import Testing

@Suite struct AlignedBufferTests {
  @Test(arguments: [0, 1, 15, 1000])
  func startsOnAVectorBorderFullOfZeros(count: Int) {
    var buffer = AlignedBuffer<Float>(count: count)
    #expect(buffer.count == count)
    buffer.withSpan { span in
      span.withUnsafeBufferPointer { #expect(Int(bitPattern: $0.baseAddress) % 64 == 0) }
      for index in span.indices { #expect(span[index] == 0) }
    }
    buffer.withMutableSpan { span in
      for index in span.indices { span[index] = Float(index) }
    }
    buffer.withSpan { span in
      for index in span.indices { #expect(span[index] == Float(index)) }
    }
  }
}
