import DataStages
import Pipeline

StageCommand<DuplicatesStage>.start()
