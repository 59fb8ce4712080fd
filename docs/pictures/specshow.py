r"""Draw a clip as librosa's users do, to lay beside what `soundmark inspect` makes of it.

    soundmark synthesize clips --clips 60 --folds 3 --seed 7
    soundmark inspect clips/audio/fold3/2184-8-0-0.wav --set frontEnd=librosa \
        --set preview.colormap=magma --output soundmark.png
    python specshow.py clips/audio/fold3/2184-8-0-0.wav librosa.png

Made with librosa 0.11.0 and matplotlib 3.11.2.
"""

import sys

import librosa
import librosa.display
import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt

source, target = sys.argv[1:]
y, rate = librosa.load(source, sr=22050)
power = librosa.feature.melspectrogram(y=y, sr=rate)
decibels = librosa.power_to_db(power, ref=np.max)

figure, (above, below) = plt.subplots(
    nrows=2, sharex=True, figsize=(10, 6.5), height_ratios=[1, 4], layout="constrained"
)
librosa.display.waveshow(y, sr=rate, ax=above)
above.set_title(source.split("/")[-1])
image = librosa.display.specshow(decibels, sr=rate, x_axis="time", y_axis="mel", ax=below)
figure.colorbar(image, ax=below, format="%+2.0f dB")
figure.savefig(target, dpi=130)
