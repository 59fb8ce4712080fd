import ArgumentParser

/// The program of a stage, `soundmark-<name>`.
package struct StageCommand<Work: Stage>: ParsableCommand {
  package static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "soundmark-\(Work.name)", abstract: Work.abstract, version: programVersion)
  }

  @OptionGroup var options: StageOptions
  @OptionGroup var own: Work.Options

  package init() {}

  package func run() throws {
    try Work(own).run(options.request, options.common.reporter)
  }
}

/// For a stage that takes what every stage takes.
package struct NoOptions: ParsableArguments {
  package init() {}
}
