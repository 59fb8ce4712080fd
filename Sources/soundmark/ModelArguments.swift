import ArgumentParser
import Configuration
import Glibc
import ModelStages
import Pipeline

/// What commands take that use a trained network.
struct ModelArguments: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A checkpoint of soundmark train, or published weights by name or file.", valueName: "model"))
  var model: String?

  /// The model that was named, else the project's last.
  func trainedModel(_ options: CommandOptions, for command: String) throws -> TrainedModel {
    let model = try TrainedModel(model ?? projectModel(options, for: command)) {
      try WeightsFolder(options.weightsPath())
    }
    if let weights = model.weights {
      options.reporter.note("\(command): \(model.network), from \(weights)")
    }
    return model
  }

  private func projectModel(_ options: CommandOptions, for command: String) throws -> String {
    if access(options.config, F_OK) != 0, options.config == CommandOptions.standardConfiguration {
      throw ModelError.noProject(configuration: options.config)
    }
    let project = try ProjectModel(
      of: PipelineConfiguration.load(path: options.config, overrides: options.overrides))
    options.reporter.note(
      "\(command): by run \(project.run.id), \(project.run.network) trained on folds "
        + "\(project.trainFolds): \(project.path)")
    return project.path
  }
}
