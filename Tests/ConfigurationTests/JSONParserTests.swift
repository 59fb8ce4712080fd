import JSON
import TestSupport
import Testing

struct JSONParserTests {
  @Test(arguments: [
    ("null", "null"),
    (" [ true , false ] ", "[true,false]"),
    ("{}", "{}"),
    ("[]", "[]"),
    ("\u{FEFF}{\"b\":1,\"a\":{\"c\":[]}}\r\n", "{\"b\":1,\"a\":{\"c\":[]}}"),
    (
      "[0,-1,1.5,1e3,-0,1E-2,12345678901234567890]", "[0,-1,1.5,1000,0,0.01,1.2345678901234567e+19]"
    ),
    (#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\udc36""#, "\"a\\\"\\\\/\\u0008\\u000c\\n\\r\\té🐶\""),
  ])
  func reads(text: String, written: String) throws {
    #expect(try JSONParser.parse(Array(text.utf8)).text == written)
  }

  @Test(arguments: [
    ("", 1, 1, "the end of the file", "a value"),
    ("{", 1, 2, "the end of the file", "a key in double quotes"),
    ("{\n  \"a\": 1,\n}", 3, 1, "}", "a key in double quotes"),
    ("{\"a\" 1}", 1, 6, "1", "a colon"),
    ("{\"a\": 1 \"b\": 2}", 1, 9, "\"", "a comma or }"),
    ("[1 2]", 1, 4, "2", "a comma or ]"),
    ("{} x", 1, 4, "x", "nothing after the value"),
    ("{\"é\": tru}", 1, 7, "tru", "a value"),
    ("{\n// why\n\"a\": 1}", 2, 1, "a comment, which JSON does not have", "a key in double quotes"),
    ("[1, /* why */ 2]", 1, 5, "a comment, which JSON does not have", "a value"),
    ("{'a': 1}", 1, 2, "'", "a key in double quotes"),
    ("[NaN]", 1, 2, "NaN", "a value"),
    ("[01]", 1, 2, "01", "a number without leading zeros"),
    ("[1.]", 1, 4, "]", "a digit"),
    ("[-]", 1, 3, "]", "a digit"),
    ("[1e999]", 1, 2, "1e999", "a number that a double can hold"),
    ("[\"a\nb\"]", 1, 4, "the byte 0xa", "the closing quote on the same line"),
    ("[\"a", 1, 4, "the end of the file", "a closing quote"),
    ("[\"\\x\"]", 1, 3, "\\", "an escape that JSON knows"),
    ("[\"\\u12g4\"]", 1, 7, "g4", "four hexadecimal digits"),
    ("[\"\\ud800\"]", 1, 9, "half a surrogate pair", "a whole one"),
    ("[\"\\udc00\\ud800\"]", 1, 9, "half a surrogate pair", "a whole one"),
    (
      "{\"a\": 1,\n \"b\": 2,\n \"a\": 3}", 3, 2, "the key \"a\"",
      "each key once: it is on line 1 already"
    ),
  ])
  func refuses(text: String, line: Int, column: Int, found: String, expected: String) {
    #expect(throws: JSONFault(line: line, column: column, found: found, expected: expected)) {
      try JSONParser.parse(Array(text.utf8))
    }
  }

  @Test func refusesWhatIsNotUTF8() {
    #expect(throws: JSONFault.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
  }

  @Test func refusesATowerOfLists() {
    let tower = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(throws: JSONFault.self) { try JSONParser.parse(tower) }
  }

  @Test func survivesMutations() throws {
    let seed = Array(
      #"{"segment": {"seconds": 2.5e0, "hopSeconds": null}, "a": ["x\n\u00e9", true, -1]}"#.utf8)
    var random = SplitMix(seed: 3)
    var accepted = 0
    for _ in 0..<5_000 {
      let bytes = seed.mutated(using: &random)
      guard let value = try? JSONParser.parse(bytes) else { continue }
      accepted += 1
      #expect(try JSONParser.parse(Array(value.text.utf8)).text == value.text)
    }
    #expect(accepted > 100)
  }
}
