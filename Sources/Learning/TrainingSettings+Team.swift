import Engine
import Networks

extension TrainingSettings {
  var team: Team { Team(threads: threads ?? Machine.current.processors) }
}
