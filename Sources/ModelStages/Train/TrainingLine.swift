import Learning
import Pipeline

/// The live line of a training: epoch, loss, training accuracy, clips/s, time left.
final class TrainingLine {
  private let reporter: Reporter
  private let title: String
  private let epochs: Int
  private var accuracy: Double?

  init(_ reporter: Reporter, title: String, epochs: Int) {
    self.reporter = reporter
    self.title = title
    self.epochs = epochs
  }

  func show(_ progress: StepProgress) {
    let rate = Double(progress.clips) / progress.seconds
    let stepsLeft = progress.steps - progress.step + (epochs - progress.epoch) * progress.steps
    let left = progress.seconds / Double(progress.step) * Double(stepsLeft)
    reporter.live(
      """
      \(title) epoch \(progress.epoch)/\(epochs), loss \(decimals(progress.loss, 3))\
      \(accuracy.map { ", accuracy \(decimals($0, 3))" } ?? ""), \(decimals(rate, 1)) clips/s, \
      \(durationText(left)) left
      """)
  }

  func show(_ report: EpochReport) {
    accuracy = report.accuracy
    var object = JSONObject()
    object.set("event", "epoch")
    object.set("epoch", report.epoch)
    object.set("epochs", epochs)
    object.set("loss", report.loss)
    object.set("accuracy", report.accuracy)
    object.set("clips_per_second", report.clipsPerSecond)
    object.set("seconds", report.seconds)
    reporter.result(object)
  }
}
