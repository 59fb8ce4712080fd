extension String {
  /// The text with everything that could move a cursor, colour a screen or turn the reading
  /// direction written out: control characters as `\x1B`, bidirectional controls, line separators
  /// and invisible characters as `\u{202E}`. What is harmless stays as it is.
  ///
  /// `Reporter` does so with all that it says; nobody else has to.
  package var escapedForTerminal: String {
    if utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return self }
    var result = ""
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0..<0x20, 0x7F: result += "\\x" + hexadecimal(scalar.value, digits: 2)
      case 0x80..<0xA0, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
        0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
        result += "\\u{" + hexadecimal(scalar.value, digits: 1) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The same for the name of a file, which leads into no other folder.
  package var escapedForFileName: String {
    escapedForTerminal.replacing("/", with: "\\x2F")
  }
}

private func hexadecimal(_ value: UInt32, digits: Int) -> String {
  let text = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
