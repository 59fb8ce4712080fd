import Manifest
import Pipeline

extension StageContext {
  /// The tensors of the configuration's data set, by the clip's name and the segment.
  package func examples() throws(ManifestError) -> [Example] {
    try manifest.examples(tensor: rows.recipes[.tensor]!, dataSet: rows.dataSet)
  }
}
