"""What PyTorch hears, and when, in an hour whose events are known: the peer of `soundmark classify --events`.

    python events_peer.py join  --esc10 ../data/esc10 --out WORK     # hour.wav, 48 kHz stereo, and truth.csv
    python events_peer.py hear  --sound WORK/hour.wav --out WORK/torch.csv --threshold 0.2
    python events_peer.py score --truth WORK/truth.csv --events WORK/torch.csv --hop 2

`hear` runs EfficientAT's mn04 over windows of 4 s, half of each overlapping the next, takes for each moment the
mean of the windows that hear it, and merges moments into events as soundmark does: a run with at least half the
threshold, of which one moment reaches it. `score` prints one line of JSON: F1 by segments of 1 s, and by events
whose begin and end are within 200 ms, or one hop, of the truth's; over the ten classes, all decisions in one
(micro). `--threads N` before the command; 2.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

# ESC-10's classes, by what AudioSet calls them.
LABELS = {
    "dog": "Dog", "rain": "Rain", "sea_waves": "Waves, surf", "crying_baby": "Baby cry, infant cry",
    "clock_tick": "Clock", "sneezing": "Sneeze", "helicopter": "Helicopter", "chainsaw": "Chainsaw",
    "rooster": "Chicken, rooster", "crackling_fire": "Fire",
}  # fmt: skip
WINDOW, HOP, RATE = 4.0, 2.0, 32_000


def join(a: argparse.Namespace) -> None:
    """An hour of clips with pauses of faint noise between them, at 48 kHz in two channels."""
    import soundfile
    import soxr

    generator = np.random.default_rng(1)
    rows = list(csv.DictReader(next((a.esc10 / "meta").glob("*.csv")).open()))
    total = int(a.seconds * 48_000)
    sound = generator.normal(0, 1e-4, (total, 2)).astype(np.float32)
    truth, place = [], 48_000
    while True:
        row = rows[generator.integers(len(rows))]
        samples, rate = soundfile.read(a.esc10 / "audio" / row["filename"], dtype="float32", always_2d=True)
        mono = soxr.resample(samples.mean(axis=1), rate, 48_000)
        # Digital silence that fills a clip up is no part of its event.
        loud = np.flatnonzero(np.abs(mono) > 1e-3)
        if len(loud) == 0:
            continue
        end = place + len(mono)
        if end > total:
            break
        sound[place:end] += mono[:, None]
        truth.append((a.out / "hour.wav", (place + loud[0]) / 48_000, (place + loud[-1] + 1) / 48_000,
                      LABELS[row["category"]]))  # fmt: skip
        place = end + int(generator.uniform(1, 6) * 48_000)
    a.out.mkdir(parents=True, exist_ok=True)
    soundfile.write(a.out / "hour.wav", sound, 48_000, subtype="PCM_16")
    write(a.out / "truth.csv", [(*row, 1.0) for row in truth])


def write(path: Path, rows: list[tuple]) -> None:
    """A table of events, its columns as soundmark's."""
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["file", "begin_seconds", "end_seconds", "label", "confidence"])
        writer.writerows((f, f"{b:.3f}", f"{e:.3f}", label, f"{c:.4f}") for f, b, e, label, c in rows)


def hear(a: argparse.Namespace) -> None:
    """Windows, probabilities, moments, events."""
    import soundfile
    import soxr
    import torch
    from transfer_peer import PARAMETERS, REFERENCE, efficientat_spectrogram, pretrained

    torch.set_num_threads(a.threads)
    begin = time.perf_counter()
    table = csv.DictReader((REFERENCE / "transfer" / "audioset_labels.csv").open())
    classes = [row["display_name"] for row in table]
    samples, rate = soundfile.read(a.sound, dtype="float32", always_2d=True)
    seconds = len(samples) / rate
    signal = soxr.resample(samples.mean(axis=1), rate, RATE)
    length, hop = int(WINDOW * RATE), int(HOP * RATE)
    count = max(1, -(-(len(signal) - length) // hop) + 1)
    signal = np.pad(signal, (0, max(0, (count - 1) * hop + length - len(signal))))
    network = pretrained().eval()
    chances = []
    with torch.inference_mode():
        for first in range(0, count, 16):
            windows = [signal[i * hop : i * hop + length] for i in range(first, min(first + 16, count))]
            batch = np.stack([efficientat_spectrogram(window, **PARAMETERS) for window in windows])
            logits = network.classifier(network.features(torch.from_numpy(batch)[:, None].float()))
            chances.append(torch.sigmoid(logits).double().numpy())
    windows = np.concatenate(chances)
    # Two windows hear the middle of each moment but the first and the last.
    padded = np.concatenate([windows[:1], windows, windows[-1:]])
    moments = (padded[:-1] + padded[1:]) / 2
    moments = moments[: int(np.ceil(seconds / HOP))]
    events = []
    for index, label in enumerate(classes):
        events += [
            (a.sound, first * HOP, min(last * HOP, seconds), label, highest)
            for first, last, highest in runs(moments[:, index], a.threshold)
        ]
    write(a.out, sorted(events, key=lambda event: event[1]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"events": len(events), "windows": count, "peak_mib": round(peak),
                      "seconds": round(time.perf_counter() - begin, 2)}))  # fmt: skip


def runs(chances: np.ndarray, threshold: float) -> list[tuple[int, int, float]]:
    """Double thresholding: runs at half the threshold, of which one moment reaches it."""
    found, first = [], None
    for place, chance in enumerate([*chances, 0.0]):
        if chance >= threshold / 2:
            first = place if first is None else first
        elif first is not None:
            highest = float(chances[first:place].max())
            if highest >= threshold:
                found.append((first, place, highest))
            first = None
    return found


def score(a: argparse.Namespace) -> None:
    """F1 by segments and by events."""
    truth, heard = (events_of(path) for path in (a.truth, a.events))
    last = max(end for events in truth.values() for _, end in events)
    counts = np.zeros(3)
    for label in LABELS.values():
        t, h = (active(events[label], int(last) + 1) for events in (truth, heard))
        counts += [np.sum(t & h), np.sum(~t & h), np.sum(t & ~h)]
    by_event = {collar: f1(*event_counts(truth, heard, collar)) for collar in (0.2, a.hop)}
    print(json.dumps({"segment_f1": round(f1(*counts), 4), "event_f1_200ms": round(by_event[0.2], 4),
                      "event_f1_hop": round(by_event[a.hop], 4)}))  # fmt: skip


def events_of(path: Path) -> defaultdict[str, list[tuple[float, float]]]:
    """Events by their labels."""
    events: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in csv.DictReader(path.open()):
        if row["label"]:
            events[row["label"]].append((float(row["begin_seconds"]), float(row["end_seconds"])))
    return events


def active(events: list[tuple[float, float]], seconds: int) -> np.ndarray:
    """Which seconds an event touches."""
    result = np.zeros(seconds, dtype=bool)
    for begin, end in events:
        result[int(begin) : int(np.ceil(end))] = True
    return result


def event_counts(truth: dict, heard: dict, collar: float) -> tuple[int, int, int]:
    """Found, false and missed events; each of the truth's is found once."""
    found = false = missed = 0
    for label in LABELS.values():
        left = list(heard[label])
        for begin, end in truth[label]:
            match = next((e for e in left if abs(e[0] - begin) <= collar and abs(e[1] - end) <= collar), None)
            if match:
                left.remove(match)
                found += 1
            else:
                missed += 1
        false += len(left)
    return found, false, missed


def f1(found: float, false: float, missed: float) -> float:
    """The harmonic mean of precision and recall."""
    return float(2 * found / max(1, 2 * found + false + missed))


def main() -> None:
    """Parse the command line and run a command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--threads", type=int, default=2)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("join")
    one.add_argument("--esc10", type=Path, required=True)
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--seconds", type=float, default=3600)
    one = commands.add_parser("hear")
    one.add_argument("--sound", type=Path, required=True)
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--threshold", type=float, default=0.5)
    one = commands.add_parser("score")
    one.add_argument("--truth", type=Path, required=True)
    one.add_argument("--events", type=Path, required=True)
    one.add_argument("--hop", type=float, default=HOP)
    arguments = parser.parse_args()
    {"join": join, "hear": hear, "score": score}[arguments.command](arguments)


if __name__ == "__main__":
    main()
