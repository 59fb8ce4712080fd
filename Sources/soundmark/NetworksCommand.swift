import ArgumentParser
import Configuration
import DataStages
import Networks
import Pipeline

struct NetworksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "networks",
    abstract: "List the networks that are known, with their parameters and arithmetic.",
    discussion: """
      Of 10 classes, on spectrograms of the configuration's size: --set frontEnd=panns for another. Arithmetic is the \
      multiply-adds of a window's forward pass in convolutions, linear layers, GRUs and attention; a training step \
      takes three times as much.
      """)

  @OptionGroup var options: CommandOptions

  func run() throws {
    let configuration = try options.loadConfiguration()
    let shape = configuration.tensorShape
    let reporter = options.reporter
    reporter.result("On \(shape.bands) bands x \(shape.frames) frames:")
    reporter.result(line("network", "parameters", "multiply-adds"))
    var networks = NetworkDescription.Name.allCases.map { NetworkDescription($0) }
    let own = configuration.training.network
    if !networks.contains(own) { networks.append(own) }
    for network in networks {
      var object = JSONObject()
      object.set("event", "network")
      object.set("name", network.name)
      do throws(NetworkError) {
        let size = try network.size(bands: shape.bands, frames: shape.frames, classes: 10)
        reporter.result(
          line(network.name, rounded(size.parameters), rounded(size.multiplyAdds)))
        object.set("parameters", size.parameters)
        object.set("multiply_adds", size.multiplyAdds)
      } catch {
        reporter.result(line(network.name, "takes larger ones"))
      }
      reporter.result(object)
    }
  }

  /// `1.18 M`
  private func rounded(_ count: Int) -> String {
    switch count {
    case ..<10_000: "\(count)"
    case ..<1_000_000: decimals(Double(count) / 1e3, 0) + " k"
    default: decimals(Double(count) / 1e6, count < 100_000_000 ? 2 : 0) + " M"
    }
  }

  private func line(_ cells: String...) -> String {
    cells.enumerated().map { index, cell in
      index == 0 ? cell.leftAligned(in: 17) + " " : " " + cell.rightAligned(in: 17)
    }.joined()
  }
}
