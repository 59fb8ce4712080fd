import Cache
import Manifest

extension ArtefactKind {
  /// The kind of file that it lies in.
  package var file: ObjectKind { ObjectKind(rawValue: traits.ending)! }
}
