import Glibc

/// Another program, run to its end, which writes where this one does.
package enum ChildProgram {
  /// The status of a program that is not there, as shells have it.
  package static let notFound: Int32 = 127

  /// Runs a program that is looked for on the `PATH`.
  /// - Returns: Its exit status; ended by a signal, 128 and the signal's number.
  package static func run(_ name: String, _ arguments: [String]) -> Int32 {
    var pointers = ([name] + arguments).map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    var process = pid_t()
    guard posix_spawnp(&process, name, nil, nil, pointers, environ) == 0 else { return notFound }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : 128 + signal
  }
}
