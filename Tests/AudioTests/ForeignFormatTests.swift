import Audio
import TestSupport
import Testing

@Suite struct ForeignFormatTests {
  @Test(
    arguments: [
      ([0, 0, 0, 0x20] + Array("ftypM4A ".utf8), "M4A"),
      ([0xff, 0xf1, 0x50, 0x80], "AAC"),
      ([0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9], "WMA"),
      (Array("wvpk".utf8), "WavPack"),
      ([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x84] + Array("webm".utf8), "WebM"),
      (Array("BW64".utf8) + [0xff, 0xff, 0xff, 0xff] + Array("WAVEds64".utf8), "BW64"),
      (Array("MAC ".utf8), "APE"), (Array("DSD ".utf8), "DSD"),
    ] as [([UInt8], String)])
  func areNamedWithTheCommandThatConvertsThem(start: [UInt8], name: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(start + [UInt8](repeating: 7, count: 2_000), to: "it's a bat.m4a")
    let fault = #expect(throws: AudioFault.self) { try AudioHeader.read(path: file) }
    #expect(fault?.category == .notAudio)
    #expect(fault?.message.contains(name) == true)
    #expect(fault?.message.hasSuffix(#"ffmpeg -i 'it'\''s a bat.m4a' 'it'\''s a bat.wav'"#) == true)
  }
}
