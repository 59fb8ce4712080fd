import Engine
import Pipeline

TeamWaiting.keepShort()
ServeCommand.start()
