import Learning
import Manifest
import Pipeline

/// The live line of a training: which run, epoch, time left over all runs, loss, training accuracy,
/// clips/s. What matters most comes first, since a narrow terminal cuts the end.
final class TrainingLine {
  private let reporter: Reporter
  private let title: String
  private let epochs: Int
  private let examplesToFollow: Int
  private var last: EpochReport?
  private var secondsLeft: Double?

  /// - Parameter examplesToFollow: those that later runs will train on, as often as they will.
  init(_ reporter: Reporter, title: String, epochs: Int, examplesToFollow: Int) {
    self.reporter = reporter
    self.title = title
    self.epochs = epochs
    self.examplesToFollow = examplesToFollow
  }

  func show(_ progress: StepProgress) {
    let rate = Double(progress.clips) / progress.seconds
    let stepsLeft = progress.steps - progress.step + (epochs - progress.epoch) * progress.steps
    let left =
      progress.seconds / Double(progress.step) * Double(stepsLeft)
      + Double(examplesToFollow) / rate
    secondsLeft = left
    reporter.live(
      text(epoch: progress.epoch, secondsLeft: left, loss: progress.loss, clipsPerSecond: rate))
  }

  /// - Parameter record: The same, with what clips that are kept back gave.
  func show(_ report: EpochReport, _ record: EpochRecord) {
    last = report
    reporter.live(
      text(
        epoch: report.epoch, secondsLeft: secondsLeft, loss: report.loss,
        clipsPerSecond: report.clipsPerSecond), isMilestone: true)
    var object = JSONObject()
    object.set("event", "epoch")
    object.set("epoch", report.epoch)
    object.set("epochs", epochs)
    object.set("loss", report.loss)
    object.set("accuracy", report.accuracy)
    object.set("clips_per_second", report.clipsPerSecond)
    object.set("seconds", report.seconds)
    if let loss = record.validationLoss, let accuracy = record.validationAccuracy {
      object.set("validation_loss", loss)
      object.set("validation_accuracy", accuracy)
    }
    reporter.result(object)
  }

  private func text(
    epoch: Int, secondsLeft: Double?, loss: Double, clipsPerSecond: Double
  ) -> String {
    let left = secondsLeft.map { ", \(durationText($0)) left" } ?? ""
    let accuracy = last.map { ", accuracy \(decimals($0.accuracy, 3))" } ?? ""
    return """
      \(title) epoch \(epoch)/\(epochs)\(left), loss \(decimals(loss, 3))\(accuracy), \
      \(decimals(clipsPerSecond, 1)) clips/s
      """
  }
}
