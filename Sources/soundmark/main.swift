import ArgumentParser
import Pipeline

StageProgram.replaceProcessIfAsked()
SoundmarkCommand.start()
