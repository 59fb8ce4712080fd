import CLinux
import Glibc

/// How the threads of a team wait for each other, between one operation and the next.
public enum TeamWaiting {
  /// 10 to 50 µs, by CPU: about as long as it takes to wake a thread that sleeps.
  private static let spins = "1000"

  /// Lets them spin for some microseconds and then sleep.
  ///
  /// libgomp's own choice is to spin for milliseconds. Beside other work the thread that is waited for
  /// may not even run then, because the one that spins has its processor: two trainings at once were
  /// half as fast together as one alone.
  ///
  /// libgomp reads its environment when it is loaded, before `main`. So the program executes itself once
  /// more, as the same process, unless the environment says already how to wait: to be called before
  /// anything else is done.
  public static func keepShort() {
    let variables = ["OMP_WAIT_POLICY", "GOMP_SPINCOUNT"]
    guard variables.allSatisfy({ getenv($0) == nil }) else { return }
    // Run by the dynamic loader (`ld.so program`), what was executed is that, and not the program.
    let isRunByLoader = getauxval(UInt(AT_BASE)) == 0
    guard !isRunByLoader, let program = UnsafePointer<CChar>(bitPattern: getauxval(UInt(AT_EXECFN)))
    else { return }
    setenv("GOMP_SPINCOUNT", spins, 1)
    execv(program, CommandLine.unsafeArgv)
    // It cannot be executed again, and waits as it would have.
    unsetenv("GOMP_SPINCOUNT")
  }
}
