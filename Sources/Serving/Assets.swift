import Report

/// Served files that are the same for every project: the report's, and what pages have besides.
enum Assets {
  static let style =
    ReportDress.style + String(decoding: PackageResources.pages_css, as: UTF8.self)
  static let script =
    ReportDress.script + String(decoding: PackageResources.pages_js, as: UTF8.self)
    + String(decoding: PackageResources.map_js, as: UTF8.self)
}
