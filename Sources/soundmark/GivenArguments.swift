import DataSets
import Glibc

/// The command line as it was given: Swift's own copy has replacement characters where it is not
/// UTF-8, and under such a name no file is found.
struct GivenArguments {
  private var rest: ArraySlice<[UInt8]>

  init() {
    rest = (0..<Int(CommandLine.argc)).map { index in
      CommandLine.unsafeArgv[index].map {
        Array(UnsafeRawBufferPointer(start: $0, count: strlen($0)))
      } ?? []
    }.dropFirst()
  }

  /// The argument written out, if what was given is not UTF-8. Of several arguments, the first is asked
  /// for first.
  mutating func badName(_ argument: String) -> String? {
    let index = rest.firstIndex {
      String(decoding: $0, as: UTF8.self).utf8.elementsEqual(argument.utf8)
    }
    guard let index else { return nil }
    defer { rest = rest[(index + 1)...] }
    guard String(validating: rest[index], as: UTF8.self) == nil else { return nil }
    return String(writingOut: rest[index])
  }
}
