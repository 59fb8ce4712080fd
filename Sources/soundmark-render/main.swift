import DataStages
import Pipeline

StageCommand<RenderStage>.start()
