extension View {
  static let reviews = [
    // The last verdict on each clip, with the label that corrections give it.
    View(
      "reviews",
      """
      SELECT review.clip, CASE review.verdict WHEN 'another' THEN review.suggested ELSE review.label END
               AS label, review.verdict, review.label AS judged_label,
             strftime('%Y-%m-%dT%H:%M:%SZ', review.given / 1000000000, 'unixepoch') AS given
      FROM review
      WHERE review.dataset = (SELECT dataset FROM current_configuration)
        AND review.id = (SELECT max(id) FROM review AS other
                         WHERE other.dataset = review.dataset AND other.clip = review.clip)
      ORDER BY review.id
      """)
  ]
}
