import ArgumentParser
import CLinux
import Configuration
import Glibc

/// Exit statuses: what scripts and make see.
package enum ExitStatus {
  package static let done: Int32 = 0
  /// A fault under `--strict`, or a failure that stopped the command.
  package static let failed: Int32 = 1
  /// The command line or the configuration is wrong.
  package static let usage: Int32 = 2
}

/// What a command throws when it has said all there is to say.
package struct CommandExit: Error {
  package let status: Int32

  package init(_ status: Int32) {
    self.status = status
  }
}

extension ParsableCommand {
  /// Parses the command line, runs the command and ends the process.
  package static func start() -> Never {
    openStandardDescriptors()
    keepFreedMemory()
    Interruption.listen()
    do {
      var command = try parseAsRoot()
      try command.run()
      try Reporter.requireResultsWritten()
      Glibc.exit(Interruption.exitStatus ?? ExitStatus.done)
    } catch let error as CommandExit {
      Glibc.exit(error.status)
    } catch let error as ConfigurationError {
      Reporter(style: .quiet).error("\(error)")
      Glibc.exit(ExitStatus.usage)
    } catch {
      end(after: error)
    }
  }

  /// The C library would give memory back and fetch it again hundreds of times a second.
  private static func keepFreedMemory() {
    mallopt(M_TRIM_THRESHOLD, 16 << 20)
    mallopt(M_TOP_PAD, 1 << 20)
    mallopt(M_MMAP_THRESHOLD, 4 << 20)
  }

  /// Where a shell has closed one (`>&-`), the next file that is opened would take its number, and
  /// what is meant for people would go into it.
  private static func openStandardDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// Ends the process after help was asked for, a wrong command line, or a failure.
  private static func end(after error: any Error) -> Never {
    let reporter = Reporter(style: .quiet)
    switch exitCode(for: error) {
    case .success:
      reporter.result(lines: fullMessage(for: error))
      Glibc.exit(ExitStatus.done)
    case .validationFailure:
      reporter.usage(fullMessage(for: error))
      Glibc.exit(ExitStatus.usage)
    default:
      reporter.error("\(error)")
      Glibc.exit(ExitStatus.failed)
    }
  }
}
