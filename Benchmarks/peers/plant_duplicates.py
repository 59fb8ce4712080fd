"""Clips of UrbanSound8K, each written anew in eight ways under other names: what `soundmark duplicates` is to find.

    python3 plant_duplicates.py URBANSOUND8K FOLDER
    soundmark ingest --config FOLDER/planted.json
    soundmark duplicates --config FOLDER/planted.json
    sqlite3 -box FOLDER/manifest.sqlite < FOLDER/count.sql

By libsndfile's encoders and scipy, not by what soundmark itself does to sounds.
"""

import csv
import io
import json
import random
import sys
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import resample_poly

CLIPS = 60
noise_source = np.random.default_rng(3)
random.seed(3)


def cut(sound, rate):
    start = int(random.uniform(0.3, 1) * rate)
    return sound[start:] if len(sound) - start > rate // 2 else sound


def fainter(sound, rate):
    return sound * 10 ** (-12 / 20)


def encoded(container, encoding, level):
    def change(sound, rate):
        file = io.BytesIO()
        soundfile.write(file, sound, rate, format=container, subtype=encoding, compression_level=level)
        file.seek(0)
        return soundfile.read(file)[0]

    return change


def at_8000_hertz(sound, rate):
    return resample_poly(resample_poly(sound, 8_000, rate, axis=0), rate, 8_000, axis=0)


def noisy(decibels):
    def change(sound, rate):
        level = np.sqrt(np.mean(sound**2)) * 10 ** (-decibels / 20)
        return sound + noise_source.standard_normal(sound.shape) * level

    return change


mp3 = encoded("MP3", "MPEG_LAYER_III", 0.9)
changes = {
    "cut": cut,
    "fainter": fainter,
    "vorbis": encoded("OGG", "VORBIS", 1.0),
    "mp3": mp3,
    "8000": at_8000_hertz,
    "noise20": noisy(20),
    "noise10": noisy(10),
    "all": lambda sound, rate: noisy(20)(mp3(fainter(cut(sound, rate), rate), rate), rate),
}

source, folder = Path(sys.argv[1]), Path(sys.argv[2])
(folder / "audio").mkdir(parents=True, exist_ok=True)
with open(source / "metadata/UrbanSound8K.csv", newline="") as table:
    clips = list(csv.DictReader(table))
random.shuffle(clips)
drawn = {}
for clip in clips:
    path = source / f"audio/fold{clip['fold']}/{clip['slice_file_name']}"
    path = path if path.exists() else path.with_suffix(".ogg")
    if path.exists() and clip["fsID"] not in drawn and len(drawn) < CLIPS:
        drawn[clip["fsID"]] = (path, clip["class"])

rows = []
for number, (path, label) in enumerate(drawn.values()):
    sound, rate = soundfile.read(path)
    for name, change in {"original": lambda sound, rate: sound, **changes}.items():
        file = f"{number}-{name}.wav"
        soundfile.write(folder / "audio" / file, np.clip(change(sound, rate), -1, 1), rate, subtype="PCM_16")
        fold = number % 5 + 1 if name == "original" else (number + 1) % 5 + 1
        rows.append((file, label, fold, file))

with open(folder / "planted.csv", "w", newline="") as table:
    csv.writer(table).writerows([("file", "label", "fold", "recording"), *rows])
(folder / "planted.json").write_text(json.dumps({
    "dataset": {
        "format": "csv", "metadata": "planted.csv", "audio": "audio",
        "columns": {"clip": "file", "label": "label", "fold": "fold", "recording": "recording"},
    },
    "paths": {"manifest": "manifest.sqlite", "cache": "cache"},
}))
(folder / "count.sql").write_text("""
    SELECT replace(substr(other, instr(other, '-') + 1), '.wav', '') AS change,
           sum(substr(clip, 1, instr(clip, '-')) = substr(other, 1, instr(other, '-'))) AS found,
           sum(substr(clip, 1, instr(clip, '-')) <> substr(other, 1, instr(other, '-'))) AS wrong
    FROM near_duplicates WHERE clip LIKE '%-original.wav' GROUP BY 1;
""")
