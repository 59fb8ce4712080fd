import DataStages
import Pipeline

StageCommand<IngestStage>.start()
