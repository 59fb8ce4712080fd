import Glibc

/// `42 s`, `3 min 5 s`, `2 h 10 min`.
package func durationText(_ seconds: Double) -> String {
  let whole = Int(seconds.rounded())
  if whole < 60 { return "\(whole) s" }
  if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
  return "\(whole / 3600) h \(whole % 3600 / 60) min"
}

/// `2026-03-01 14:05`, local time.
package func dateText(_ secondsSince1970: Int) -> String {
  var time = time_t(secondsSince1970)
  var parts = tm()
  localtime_r(&time, &parts)
  var text = [CChar](repeating: 0, count: 32)
  let count = strftime(&text, text.count, "%Y-%m-%d %H:%M", &parts)
  return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// A number with so many decimals: `0.831`.
package func decimals(_ value: Double, _ count: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
  var scale = 1
  for _ in 0..<count { scale *= 10 }
  let scaled = Int((abs(value) * Double(scale)).rounded())
  let fraction = String(scaled % scale)
  let sign = value < 0 && scaled > 0 ? "-" : ""
  guard count > 0 else { return "\(sign)\(scaled)" }
  return "\(sign)\(scaled / scale)." + String(repeating: "0", count: count - fraction.count)
    + fraction
}

/// `1 clip`, `2 clips`.
package func counted(_ count: Int, _ unit: String) -> String {
  "\(count) \(unit)\(count == 1 ? "" : "s")"
}

/// Bytes for people: `88 kB`, `1.2 GB` (powers of ten).
package func sizeText(_ bytes: Int) -> String {
  var size = Double(bytes)
  for unit in ["bytes", "kB", "MB", "GB"] {
    if size < 1000 {
      return unit == "bytes" || size >= 100
        ? "\(Int(size.rounded())) \(unit)" : "\((size * 10).rounded() / 10) \(unit)"
    }
    size /= 1000
  }
  return "\((size * 10).rounded() / 10) TB"
}
