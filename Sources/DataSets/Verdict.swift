/// What somebody who has heard a clip says of its label.
public enum Verdict: String, CaseIterable, Sendable {
  /// It is of the class.
  case right
  /// It is not, and of which it is nobody says.
  case wrong
  /// It is of another class, which is named.
  case another
  case unsure

  /// As people write it in a table: capital letters and blanks around it do not count.
  package init?(written text: String) {
    self.init(rawValue: text.tidied.lowercased())
  }
}
