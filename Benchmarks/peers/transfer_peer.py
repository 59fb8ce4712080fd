"""Transfer with PyTorch: what EfficientAT's smallest AudioSet network is worth on UrbanSound8K.

    python transfer_peer.py prepare  --data ../data/urbansound8k --out WORK
    python transfer_peer.py probe    --work WORK --train-folds 1 3 --test-folds 2
    python transfer_peer.py finetune --work WORK --train-folds 1 3 --test-folds 2 --epochs 15
    python transfer_peer.py steps    --work WORK --steps 20

`prepare` writes spectrograms (float16), embeddings and logits of every clip, and says how long it
took; `probe` trains logistic regression (scikit-learn) on standardised embeddings; `finetune` trains
the whole network with a new last layer; `steps` times training steps and embedding alone. Each
prints JSON lines; `--predictions F` writes a CSV in the form of accuracy/.
Nothing is chosen on the test folds: the last epoch counts. `--threads N` before the command; 2.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
# Its front end, its network and the published weights.
REFERENCE = Path(os.environ.get("REFERENCE", HERE.parents[2] / "shared" / "reference"))
sys.path[:0] = [str(REFERENCE), str(HERE)]
from efficientat_front import PARAMETERS, efficientat_spectrogram  # noqa: E402
from make_transfer import WEIGHTS, waveform  # noqa: E402
from networks import MobileNet  # noqa: E402

CLASSES = 10


def pretrained(classes: int = 527) -> MobileNet:
    """The network with its AudioSet weights; another number of classes gets a new last layer."""
    network = MobileNet(0.4, 527)
    network.load_state_dict(torch.load(WEIGHTS, map_location="cpu", weights_only=True))
    if classes != 527:
        network.classifier[4] = nn.Dropout(0.2)
        network.classifier[5] = nn.Linear(network.classifier[5].in_features, classes)
    return network


def tell(**values: Any) -> None:
    """Print one JSON line."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**values, "peak_mib": round(peak)}), flush=True)


def prepare(a: argparse.Namespace) -> None:
    """Spectrograms, embeddings and logits of a data set."""
    rows = list(csv.DictReader((a.metadata or next((a.data / "metadata").glob("*.csv"))).open()))
    audio = a.audio or a.data / "audio"
    begin = time.perf_counter()
    spectrograms = np.stack([
        efficientat_spectrogram(waveform(audio / f"fold{r['fold']}" / r["slice_file_name"]), **PARAMETERS)
        for r in rows
    ])  # fmt: skip
    rendered = time.perf_counter()
    network = pretrained().eval()
    embeddings, logits = [], []
    with torch.inference_mode():
        for batch in torch.from_numpy(spectrograms)[:, None].split(32):
            maps = network.features(batch)
            embeddings.append(maps.mean(dim=(2, 3)))
            logits.append(network.classifier(maps))
    done = time.perf_counter()
    a.out.mkdir(parents=True, exist_ok=True)
    np.save(a.out / "spectrograms.npy", spectrograms.astype(np.float16))
    np.savez(
        a.out / "clips.npz",
        embeddings=torch.cat(embeddings).numpy(), logits=torch.cat(logits).numpy(),
        names=[r["slice_file_name"] for r in rows], folds=[int(r["fold"]) for r in rows],
        labels=[int(r["classID"]) for r in rows], recordings=[r["fsID"] for r in rows],
    )  # fmt: skip
    tell(what="prepare", clips=len(rows), render_seconds=rendered - begin,
         embed_seconds=done - rendered)  # fmt: skip


class Clips:
    """What `prepare` wrote."""

    def __init__(self, work: Path) -> None:
        held = np.load(work / "clips.npz")
        self.embeddings, self.labels, self.folds = held["embeddings"], held["labels"], held["folds"]
        self.names, self.recordings = held["names"], held["recordings"]
        self.spectrograms = np.load(work / "spectrograms.npy", mmap_mode="r")

    def of(self, folds: list[int]) -> np.ndarray:
        """The clips' numbers."""
        return np.flatnonzero(np.isin(self.folds, folds))

    def batch(self, places: np.ndarray) -> Tensor:
        """Spectrograms [clips, 1, bands, frames]."""
        return torch.from_numpy(self.spectrograms[places]).float()[:, None]


def report(a: argparse.Namespace, clips: Clips, places: np.ndarray, chances: np.ndarray, **more: Any) -> None:
    """Score test clips, and write their predictions."""
    right = chances.argmax(axis=1) == clips.labels[places]
    by_class = [float(right[clips.labels[places] == c].mean()) for c in range(CLASSES)]
    tell(what=a.command, train_folds=a.train_folds, test_folds=a.test_folds, clips=len(places),
         accuracy=float(right.mean()), balanced_accuracy=float(np.mean(by_class)), **more)  # fmt: skip
    if a.predictions:
        with a.predictions.open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["clip", "recording", "fold", "label", *(f"p{c}" for c in range(CLASSES))])
            for place, row in zip(places, chances, strict=True):
                writer.writerow([clips.names[place], clips.recordings[place], clips.folds[place],
                                 clips.labels[place], *(f"{value:.6g}" for value in row)])  # fmt: skip


def probe(a: argparse.Namespace) -> None:
    """Logistic regression on embeddings."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    clips = Clips(a.work)
    train, test = clips.of(a.train_folds), clips.of(a.test_folds)
    begin = time.perf_counter()
    model = make_pipeline(StandardScaler(), LogisticRegression(C=a.c, max_iter=5000))
    model.fit(clips.embeddings[train], clips.labels[train])
    seconds = time.perf_counter() - begin
    report(a, clips, test, model.predict_proba(clips.embeddings[test]), seconds=seconds, c=a.c)


def mixed(x: Tensor, target: Tensor, alpha: float, generator: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Mixup within a batch; the first of a pair keeps the larger share."""
    weight = float(generator.beta(alpha, alpha))
    weight = max(weight, 1 - weight)
    partner = torch.from_numpy(generator.permutation(len(x)))
    return weight * x + (1 - weight) * x[partner], weight * target + (1 - weight) * target[partner]


def finetune(a: argparse.Namespace) -> None:
    """The whole network, AdamW, one cycle, rolled and mixed."""
    torch.manual_seed(a.seed)
    generator = np.random.default_rng(a.seed)
    clips = Clips(a.work)
    train, test = clips.of(a.train_folds), clips.of(a.test_folds)
    network = pretrained(CLASSES).train().to(memory_format=torch.channels_last)
    fresh = list(network.classifier[5].parameters())
    old = [p for p in network.parameters() if not any(p is q for q in fresh)]
    optimiser = torch.optim.AdamW(
        [{"params": old, "lr": a.rate}, {"params": fresh, "lr": 3 * a.rate}], weight_decay=1e-2
    )
    steps = len(train) // a.batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [a.rate, 3 * a.rate], total_steps=steps * a.epochs, pct_start=0.2
    )
    begin = time.perf_counter()
    for epoch in range(1, a.epochs + 1):
        order, losses = generator.permutation(train), []
        for step in range(steps):
            places = order[step * a.batch : (step + 1) * a.batch]
            x = torch.stack(
                [torch.roll(clip, int(generator.integers(clip.shape[-1])), -1) for clip in clips.batch(places)]
            )
            target = F.one_hot(torch.from_numpy(clips.labels[places]), CLASSES).float()
            x, target = mixed(x, target, 0.3, generator)
            target = (1 - a.smoothing) * target + a.smoothing / CLASSES
            with torch.autocast("cpu", torch.bfloat16, enabled=a.bf16):
                logits = network(x.contiguous(memory_format=torch.channels_last))
            loss = -(target * F.log_softmax(logits.float(), dim=1)).sum(dim=1).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(loss.detach().item())
        tell(what="epoch", epoch=epoch, loss=float(np.mean(losses)),
             seconds=time.perf_counter() - begin)  # fmt: skip
    seconds = time.perf_counter() - begin
    network.eval()
    with torch.inference_mode():
        chances = [network(clips.batch(p)).softmax(dim=1) for p in np.array_split(test, len(test) // 32 + 1)]
    report(a, clips, test, torch.cat(chances).numpy(), seconds=seconds, epochs=a.epochs, rate=a.rate, seed=a.seed)


def steps(a: argparse.Namespace) -> None:
    """Clips a second in training steps and in embedding, batch 32, 1 x 128 x 400."""
    x = torch.randn(32, 1, 128, 400)
    target = torch.randint(0, CLASSES, (32,))
    for layout in (torch.contiguous_format, torch.channels_last):
        for bf16 in (False, True):
            network = pretrained(CLASSES).to(memory_format=layout)
            moved = x.to(memory_format=layout)
            optimiser = torch.optim.AdamW(network.parameters(), 1e-4)
            for training in (True, False):
                network.train(training)
                times = []
                for _ in range(a.steps):
                    begin = time.perf_counter()
                    with torch.autocast("cpu", torch.bfloat16, enabled=bf16), torch.set_grad_enabled(training):
                        result = network(moved) if training else network.embed(moved)
                    if training:
                        optimiser.zero_grad()
                        F.cross_entropy(result.float(), target).backward()
                        optimiser.step()
                    times.append(time.perf_counter() - begin)
                tell(what="steps", training=training, bf16=bf16, channels_last=layout == torch.channels_last,
                     clips_per_second=32 / float(np.median(times)), best=32 / min(times))  # fmt: skip


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    p = commands.add_parser("prepare")
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--metadata", type=Path)
    p.add_argument("--audio", type=Path)
    p.add_argument("--out", type=Path, required=True)
    for name in ("probe", "finetune"):
        p = commands.add_parser(name)
        p.add_argument("--work", type=Path, required=True)
        p.add_argument("--train-folds", type=int, nargs="+", required=True)
        p.add_argument("--test-folds", type=int, nargs="+", required=True)
        p.add_argument("--predictions", type=Path)
        p.add_argument("--c", type=float, default=0.03)
        p.add_argument("--epochs", type=int, default=15)
        p.add_argument("--rate", type=float, default=5e-4)
        p.add_argument("--batch", type=int, default=32)
        p.add_argument("--smoothing", type=float, default=0.1)
        p.add_argument("--seed", type=int, default=1)
        p.add_argument("--bf16", action="store_true")
    p = commands.add_parser("steps")
    p.add_argument("--steps", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    globals()[arguments.command](arguments)


if __name__ == "__main__":
    main()
