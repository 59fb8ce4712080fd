import Foundation

// fuzz SECONDS [SEED]: tries mutated files on every reader, an equal time each, and ends with 1 when
// one of them died. `fuzz try READER NUMBER` reads a single input again.
let arguments = Array(CommandLine.arguments.dropFirst())

func hunt(_ seconds: Double, seed: UInt64) throws -> Never {
  var isDeadly = false
  for reader in Reader.allCases {
    let (tried, deadly) = try Hunt(reader).run(
      from: seed, for: seconds / Double(Reader.allCases.count))
    print("\(reader.rawValue): \(tried) inputs from seed \(seed) on, \(deadly.count) deadly")
    isDeadly = isDeadly || !deadly.isEmpty
  }
  exit(isDeadly ? 1 : 0)
}

if arguments.count == 4, arguments[0] == "work", let reader = Reader(rawValue: arguments[1]),
  let first = UInt64(arguments[2]), let seconds = Double(arguments[3])
{
  try Hunt(reader).work(from: first, for: seconds)
} else if arguments.count == 3, arguments[0] == "try", let reader = Reader(rawValue: arguments[1]),
  let number = UInt64(arguments[2])
{
  reader.read(try Hunt(reader).mutator.input(number))
} else if (1...2).contains(arguments.count), let seconds = Double(arguments[0]) {
  try hunt(seconds, seed: arguments.count == 2 ? UInt64(arguments[1]) ?? 1 : 1)
} else {
  print("usage: fuzz SECONDS [SEED] | fuzz try READER NUMBER")
  exit(2)
}
