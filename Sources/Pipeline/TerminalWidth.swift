import Glibc

enum TerminalWidth {
  /// The columns that a terminal has at this moment; 80 where it does not say.
  static func columns(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}

extension String {
  /// The beginning of the text that fits, with `…` where something is left out. The last column stays
  /// free, for some terminals wrap when it is written.
  package func cut(toColumns columns: Int) -> String {
    guard displayWidth >= columns else { return self }
    var width = 0
    let kept = prefix { character in
      width += character.displayWidth
      return width < columns - 1
    }
    return columns < 2 ? "" : kept + "…"
  }

  /// With blanks behind it, until it takes so many columns.
  package func leftAligned(in columns: Int) -> String { self + blanks(to: columns) }

  /// With blanks before it.
  package func rightAligned(in columns: Int) -> String { blanks(to: columns) + self }

  private func blanks(to columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - displayWidth))
  }

  /// Columns of a terminal.
  package var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }
}

extension Character {
  /// East Asian characters and pictures take two columns.
  fileprivate var displayWidth: Int {
    switch unicodeScalars.first!.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }
}
