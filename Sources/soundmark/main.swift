import ArgumentParser
import Pipeline

StageProgram.replaceProcessIfAsked()
UnknownCommand.endProcessIfAsked()
SoundmarkCommand.start()
