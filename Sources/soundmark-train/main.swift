import Engine
import ModelStages
import Pipeline

TeamWaiting.keepShort()
StageCommand<TrainStage>.start()
