import Engine
import ModelStages
import Pipeline

TeamWaiting.keepShort()
StageCommand<ExplainStage>.start()
