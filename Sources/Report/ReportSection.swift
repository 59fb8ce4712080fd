import Pages

/// A section of the page. Each is a file in `Sections`, and a line in ``ReportPage``.
struct ReportSection {
  /// What links end with.
  let id: String
  let name: String
  let body: HTML
}

/// Where the section's numbers are.
func source(_ view: String) -> HTML { "<p class=\"view\">View <code>\(view)</code>.</p>" }
