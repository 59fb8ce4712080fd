import Foundation

/// Lets a process of its own try input after input on a reader, and starts another when one dies.
struct Hunt {
  let reader: Reader
  let mutator: Mutator
  /// The number that is being tried, in a file that outlives who dies of it.
  private let place: String

  init(_ reader: Reader) throws {
    self.reader = reader
    mutator = Mutator(try reader.seeds())
    place = NSTemporaryDirectory() + "soundmark-fuzz-\(reader.rawValue)"
  }

  /// Tries inputs from `first` on until the deadline; this is what the other process does.
  func work(from first: UInt64, for seconds: Double) throws {
    let descriptor = open(place, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    ftruncate(descriptor, 8)
    let memory = mmap(nil, 8, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)!
    var limit = rlimit(rlim_cur: 4 << 30, rlim_max: 4 << 30)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    let end = ContinuousClock.now + .seconds(seconds)
    var number = first
    while ContinuousClock.now < end {
      memory.storeBytes(of: number, as: UInt64.self)
      alarm(10)
      reader.read(mutator.input(number))
      number += 1
    }
    memory.storeBytes(of: number, as: UInt64.self)
  }

  /// - Returns: How many inputs were tried, and the numbers of those that killed the reader.
  func run(from seed: UInt64, for seconds: Double) throws -> (tried: UInt64, deadly: [UInt64]) {
    let end = Date.now + seconds
    var next = seed
    var deadly: [UInt64] = []
    while Date.now < end {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      process.arguments = ["work", reader.rawValue, "\(next)", "\(end.timeIntervalSinceNow)"]
      try process.run()
      process.waitUntilExit()
      let number = try Data(contentsOf: URL(fileURLWithPath: place))
        .withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
      next = number + 1
      if process.terminationReason == .uncaughtSignal {
        deadly.append(number)
        try save(number)
      }
    }
    unlink(place)
    return (next - seed, deadly)
  }

  private func save(_ number: UInt64) throws {
    let file = "fuzz-\(reader.rawValue)-\(number)"
    try Data(mutator.input(number)).write(to: URL(fileURLWithPath: file))
    print("\(reader.rawValue): input \(number) killed the reader; it is saved as \(file)")
  }
}
