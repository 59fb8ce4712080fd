import Audio
import Foundation
import TestSupport
import Testing

@Suite struct MPEGEncoderTests {
  private let files = try! TemporaryFolder()

  /// Players drop what the encoder puts before and after a sound, so that it is as long as it was.
  @Test(arguments: [8_000, 22_050, 32_000, 44_100])
  func aSoundKeepsItsLengthAndLoudness(rate: Int) throws {
    let samples = (0..<rate).map { 0.5 * sinf(Float($0) * 2 * .pi * 440 / Float(rate)) }
    let encoded = MPEGEncoder.file(samples.span, sampleRate: rate)
    let bytes = try #require(encoded)
    #expect(bytes.count < samples.count / 2)
    let path = try files.write(bytes, to: "sine.mp3")
    let header = try AudioHeader.read(path: path)
    #expect(header.sampleRate == rate)
    #expect(header.frames == rate)
    let decoded = try segments(path, wholeClip(rate, seconds: 1))[0].samples
    func power(_ signal: [Float]) -> Float { signal.reduce(0) { $0 + $1 * $1 } / Float(rate) }
    #expect(abs(power(decoded) - power(samples)) < 0.01)
  }

  @Test func aRateThatIsNoneOfMP3sIsRefused() {
    let samples = [Float](repeating: 0, count: 96_000)
    #expect(MPEGEncoder.file(samples.span, sampleRate: 96_000) == nil)
  }
}
