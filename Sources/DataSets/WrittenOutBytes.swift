extension String {
  /// Text of bytes that may not be UTF-8: a byte that has no place in it, and zero, which no name can
  /// hold, are written out as `\xFF`; the rest is as it was.
  public init(writingOut bytes: some Collection<UInt8>) {
    self = ""
    var rest = bytes[...]
    while let byte = rest.first {
      let length = max(1, (~byte).leadingZeroBitCount)
      if byte != 0, length <= 4,
        let scalar = String(validating: rest.prefix(length), as: UTF8.self)
      {
        self += scalar
        rest = rest.dropFirst(length)
      } else {
        self += (byte < 16 ? "\\x0" : "\\x") + String(byte, radix: 16, uppercase: true)
        rest = rest.dropFirst()
      }
    }
  }
}
