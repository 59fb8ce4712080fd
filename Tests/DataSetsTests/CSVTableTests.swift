import DataSets
import TestSupport
import Testing

struct CSVTableTests {
  @Test(arguments: [
    ("a,b\n1,2\n", [["1", "2"]]),
    ("a,b\n1,2", [["1", "2"]]),
    ("a,b\r\n1,2\r\n3,4\r\n", [["1", "2"], ["3", "4"]]),
    ("a,b\r1,2\r3,4\r", [["1", "2"], ["3", "4"]]),
    ("\u{FEFF}a,b\n1,2\n", [["1", "2"]]),
    ("\n\n a ,\tb\n\n  \n,\n1,2\n\n", [["1", "2"]]),
    ("\"a\",\"b\"\n\"1\",\"2\"", [["1", "2"]]),
    ("a,b\n\"x,y\",\"say \"\"ah\"\"\"\n", [["x,y", "say \"ah\""]]),
    ("a,b\n\"one\r\ntwo\",\"\"\n", [["one\r\ntwo", ""]]),
    ("a,b\n 1 ,5\" pipe\n", [[" 1 ", "5\" pipe"]]),
    ("a,b\n,\"\"\n", [["", ""]]),
    ("a,b\n", []),
    ("a;b\n1;2\n", [["1", "2"]]),
    ("a;b\n\"x;y\";1,5\n", [["x;y", "1,5"]]),
    ("a\tb\n1\t2, 3\n", [["1", "2, 3"]]),
    ("sep=;\r\na;b\r\n1;2\r\n", [["1", "2"]]),
    ("\"a\";\"b\"\n1;2\n", [["1", "2"]]),
  ])
  func readsEveryDialect(text: String, rows: [[String]]) throws {
    let table = try CSVTable(Array(text.utf8))
    #expect(table.header == ["a", "b"])
    #expect(table.strings == rows)
  }

  @Test func countsLinesThroughQuotesAndBlankLines() throws {
    let table = try CSVTable(Array("a\r\n\r\n1\n\"x\ry\r\nz\n\"\n\n2\r3".utf8))
    #expect(table.lines == [3, 4, 9, 10])
  }

  @Test(arguments: [
    ("", "the file is empty, expected a header that names the columns"),
    ("\u{FEFF}\n\n", "the file is empty, expected a header that names the columns"),
    ("a,b\n1,2\n3\n", "line 3: found 1 field, expected 2 as in the header"),
    ("a,b\n1,2,3\n", "line 2: found 3 fields, expected 2 as in the header"),
    ("a,b\n1,2\n\"3,4\n5,6\n", "line 3: the quote that opens there is never closed"),
    ("a,b\n\"1\"x,2\n", "line 2: found text after a closing quote, expected a comma"),
  ])
  func refuses(text: String, sentence: String) {
    #expect { try CSVTable(Array(text.utf8)) } throws: { "\($0)" == sentence }
  }

  @Test func keepsBytesThatAreNotUTF8() throws {
    let table = try CSVTable(Array("a,b\n".utf8) + [0xFF, 0x2C, 0x00, 0x0A])
    #expect(Array(table.field(0, 0)) == [0xFF])
    #expect(Array(table.field(0, 1)) == [0x00])
  }

  @Test func readsBackWhatIsQuoted() throws {
    var random = SplitMix(seed: 1)
    for _ in 0..<500 {
      let columns = Int.random(in: 1...4, using: &random)
      let rows = (0..<Int.random(in: 0...5, using: &random)).map { _ in
        (0..<columns).map { _ in
          String(
            (0..<Int.random(in: 0...6, using: &random)).map { _ in
              [",", "\"", "\n", "\r", "a", " ", "é"].randomElement(using: &random)!
            }.joined())
        }
      }
      let end = ["\n", "\r\n", "\r"].randomElement(using: &random)!
      let header = (0..<columns).map { "c\($0)" }
      let text = ([header] + rows).map { row in
        row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
      }.joined(separator: end)
      #expect(try CSVTable(Array(text.utf8)).strings == rows)
    }
  }

  @Test func survivesMutations() throws {
    let seed = Array("name,\"fold\"\r\n\"a,\"\"b\"\"\",1\n\nc,2\r\"d\ne\",3".utf8)
    var random = SplitMix(seed: 2)
    var accepted = 0
    for _ in 0..<20_000 {
      let bytes = seed.mutated(using: &random, alphabet: "\",\r\n \u{0}a".utf8 + [0xFF, 0xEF])
      guard let table = try? CSVTable(bytes) else { continue }
      accepted += 1
      for row in table.lines.indices {
        for column in table.header.indices {
          #expect(table.field(row, column).count <= bytes.count)
        }
      }
    }
    #expect(accepted > 1_000)
  }
}

extension CSVTable {
  fileprivate var strings: [[String]] {
    lines.indices.map { row in
      header.indices.map { String(decoding: field(row, $0), as: UTF8.self) }
    }
  }
}
