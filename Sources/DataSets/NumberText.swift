/// Numbers as tables write them.
enum NumberText {
  /// With a point in the place of a decimal comma.
  static func pointed(_ text: String, hasDecimalCommas: Bool) -> String {
    hasDecimalCommas && text.utf8.count(where: { $0 == UInt8(ascii: ",") }) == 1
      ? text.replacing(",", with: ".") : text
  }

  /// A whole number, also of `1.0` and `1,0`, as programs write a column that has gaps.
  static func whole(_ text: String) -> Int? {
    Int(text) ?? Double(pointed(text, hasDecimalCommas: true)).flatMap(Int.init(exactly:))
  }
}
