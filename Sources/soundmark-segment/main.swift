import DataStages
import Pipeline

StageCommand<SegmentStage>.start()
