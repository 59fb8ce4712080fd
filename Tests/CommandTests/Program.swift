import Glibc
import TestSupport

/// One of the package's programs, built beside the tests, as a process of its own.
final class Program {
  let id: pid_t
  private let name: String
  private let files: TemporaryFolder
  private(set) var ending: Ending?
  private var peakMemory = 0

  /// How a process ended, and what it said.
  struct Ending: CustomStringConvertible {
    /// Nil when a signal ended it.
    var status: Int32?
    var signal: Int32?
    var output: String
    var errors: String
    /// Bytes, as last seen a few milliseconds before the end.
    var peakMemory: Int

    var description: String {
      let how = signal.map { "signal \($0)" } ?? "status \(status ?? -1)"
      return "\(how)\n\(output)\(errors)"
    }
  }

  /// Starts `soundmark`, or the stage of this name.
  ///
  /// - Parameter script: A shell's, which sets the stage and ends with `exec "$0" "$@"`.
  init(_ name: String, _ arguments: [String], under script: String? = nil) throws {
    self.name = name
    files = try TemporaryFolder()
    let own = Self.folder + (name == "soundmark" ? "/soundmark" : "/soundmark-\(name)")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, file) in [(STDOUT_FILENO, "out"), (STDERR_FILENO, "err")] {
      posix_spawn_file_actions_addopen(
        &actions, descriptor, "\(files.path)/\(file)", O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    // The threads that tests run on have signals blocked, which a process would inherit.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let program = script == nil ? own : "/bin/sh"
    let shell = script.map { ["/bin/sh", "-c", $0] } ?? []
    var pointers = (shell + [own] + arguments).map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    var process = pid_t()
    let code = posix_spawn(&process, program, &actions, &attributes, pointers, environ)
    guard code == 0 else { throw SpawnError(program: program, code: code) }
    id = process
  }

  deinit {
    if ending == nil {
      kill(id, SIGKILL)
      _ = wait()
    }
  }

  func signal(_ number: Int32) {
    kill(id, number)
  }

  /// Waits for the end.
  func wait() -> Ending {
    while isRunning {
      notePeakMemory()
      usleep(5_000)
    }
    return ending!
  }

  var isRunning: Bool { waited() == nil }

  /// What it has printed by now.
  var output: String { text("out") }

  /// Bytes that it has had at most by now.
  var memoryByNow: Int {
    notePeakMemory()
    return peakMemory
  }

  /// The kernel's own figure at the end (`ru_maxrss`) would count what the process shared with the
  /// tests before it became the program.
  private func notePeakMemory() {
    guard let file = fopen("/proc/\(id)/status", "r") else { return }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard text.hasPrefix("VmHWM:") else { continue }
      let kilobytes = text.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }
      peakMemory = (kilobytes ?? 0) * 1024
    }
  }

  private func waited() -> Ending? {
    if let ending { return ending }
    var status: Int32 = 0
    while true {
      let ended = waitpid(id, &status, WNOHANG)
      if ended == id { break }
      if ended == 0 { return nil }
      precondition(errno == EINTR, "the process \(id) is not ours to wait for")
    }
    let signal = status & 0x7f
    ending = Ending(
      status: signal == 0 ? (status >> 8) & 0xff : nil, signal: signal == 0 ? nil : signal,
      output: text("out"), errors: text("err"), peakMemory: peakMemory)
    return ending
  }

  private func text(_ file: String) -> String {
    guard let stream = fopen("\(files.path)/\(file)", "r") else { return "" }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(stream), byte != EOF { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Where the tests, and so the programs, were built.
  static let folder: String = {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = max(0, readlink("/proc/self/exe", &path, path.count - 1))
    let text = String(decoding: path[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return String(text[..<(text.lastIndex(of: "/") ?? text.startIndex)])
  }()
}

struct SpawnError: Error, CustomStringConvertible {
  let program: String
  let code: Int32

  var description: String {
    "Could not start \(program): \(String(cString: strerror(code))); build the package first."
  }
}
