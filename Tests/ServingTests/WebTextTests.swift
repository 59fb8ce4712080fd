import Serving
import Testing

@Suite struct WebTextTests {
  @Test func pathsAreWords() {
    #expect(WebText.words(ofPath: "/") == [])
    #expect(WebText.words(ofPath: "/clips/12/sound") == ["clips", "12", "sound"])
    #expect(WebText.words(ofPath: "/clips/") == ["clips"])
    #expect(WebText.words(ofPath: "/a%20b/%C3%A9") == ["a b", "é"])
  }

  @Test(arguments: [
    "", "clips", "/..", "/%2e%2e/", "/a/..%2fb", "/a/%2E%2e/b", "/%00", "/a%5cb", "/a//b", "/%zz",
    "/%2",
    "/%+1", "/%ff", "/./a", "/a\u{1}",
  ])
  func hiddenPathsAreRefused(path: String) {
    #expect(WebText.words(ofPath: path) == nil)
  }

  @Test func formsAreRead() {
    #expect(
      WebText.fields("clip=1&another=dog+bark%26%22&x") == [
        "clip": "1", "another": "dog bark&\"", "x": "",
      ])
    #expect(WebText.fields("") == [:])
    #expect(WebText.fields("a=%00") == nil)
    #expect(WebText.fields("a=%c3%28") == nil)
  }

  @Test func whatWasEncodedIsDecoded() {
    for text in ["\"><img src=x onerror=alert(1)>", "a b+c&d=e/f?g#h%", "\u{1F436}"] {
      #expect(WebText.fields("name=\(WebText.encoded(text))") == ["name": text])
    }
  }

  @Test func rangesAreOnePartOrTheWhole() {
    #expect(ByteRange("bytes=0-3", of: 10) == .part(0..<4))
    #expect(ByteRange("bytes=4-", of: 10) == .part(4..<10))
    #expect(ByteRange("bytes=-4", of: 10) == .part(6..<10))
    #expect(ByteRange("bytes=-40", of: 10) == .part(0..<10))
    #expect(ByteRange("bytes=5-99", of: 10) == .part(5..<10))
    #expect(ByteRange("bytes=10-", of: 10) == .nothing)
    #expect(ByteRange("bytes=-0", of: 10) == .nothing)
    for text in [
      "", "bytes", "bytes=", "bytes=-", "bytes=3-1", "bytes=0-1,3-4", "lines=0-3", "bytes=a-b",
      "bytes=0-99999999999999999999", "bytes=--1", "bytes=+1-2",
    ] {
      #expect(ByteRange(text, of: 10) == .whole, "\(text)")
    }
  }
}
